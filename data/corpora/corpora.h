#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "data/corpora/recording.h"
#include "data/corpora/stem_activity.h"
#include "kernels/core/enum_names.h"

namespace cantus {

// Stems of voices that do not sing.
enum class OtherVoice { kSpeakers, kBeatboxing };

template <>
struct EnumNames<OtherVoice> {
  static constexpr std::array kNames{"speakers", "beatboxing"};
};

// What a corpus' labels are made by, where it leaves a choice.
struct CorpusChoices {
  StemActivity stem_activity;    // when a stem of vocals counts as singing
  std::vector<OtherVoice> also;  // that count as voices too
  std::filesystem::path labels;  // the folder of label files; empty: beside the songs
  std::vector<std::filesystem::path> no_voice;  // folders of songs without voice
};

// A public data set whose folder can be read as it is distributed.
struct Corpus {
  const char* name;  // on the command line
  // Which of the choices mean something to it.
  bool uses_stem_activity;
  bool has_other_voices;
  bool has_other_folders;  // of labels, and of songs without voice
  // All recordings below `folder`, in an order that does not depend on the disk. No sound is
  // decoded. Errors: kNoInput where the layout is another, kBadData for a list or table that is
  // malformed or puts a song into two splits.
  std::vector<Recording> (*list)(const std::filesystem::path& folder, const CorpusChoices& choices);
};

std::span<const Corpus> all_corpora();

// Loaders, one file each, which describes its layout.
std::vector<Recording> list_folder(const std::filesystem::path&, const CorpusChoices&);
std::vector<Recording> list_jamendo(const std::filesystem::path&, const CorpusChoices&);
std::vector<Recording> list_rwc_pop(const std::filesystem::path&, const CorpusChoices&);
std::vector<Recording> list_musdb18(const std::filesystem::path&, const CorpusChoices&);
std::vector<Recording> list_medleydb(const std::filesystem::path&, const CorpusChoices&);
std::vector<Recording> list_ccmixter(const std::filesystem::path&, const CorpusChoices&);
std::vector<Recording> list_mir1k(const std::filesystem::path&, const CorpusChoices&);

// For a folder that is not laid out as the corpus is: Error(kNoInput).
[[noreturn]] void refuse_layout(const std::filesystem::path& folder, const std::string& found,
                                const char* corpus, const std::string& expected);

}  // namespace cantus
