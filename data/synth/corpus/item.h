#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/synth/corpus/corpus.h"
#include "data/synth/corpus/studio.h"

namespace cantus {

enum class ItemKind { kSong, kInstrumental, kSpeech };

template <>
struct EnumNames<ItemKind> {
  static constexpr std::array kNames{"song", "instrumental", "speech"};
};

// One unit of work: it renders alone, is committed alone and is resumed alone.
struct Item {
  ItemKind kind;
  int index;  // among its kind
  Split split;
  std::uint64_t seed;
  std::string id() const;    // "song-00012"
  std::string stem() const;  // "songs/train/00012", relative to the corpus
};

// A file of an item: sound at kSynthRate, or text.
struct ItemFile {
  std::string path;  // relative to the corpus
  std::vector<float> sound;
  std::string text;
};

struct RenderedItem {
  std::vector<ItemFile> files;
  std::vector<std::string> manifest_rows;
  double audio_s;
};

// All items of a corpus, in the order of its manifest.
std::vector<Item> plan_items(const CorpusOptions& options);

RenderedItem render_item(const Item& item, const CorpusOptions& options, Studio& studio);

}  // namespace cantus
