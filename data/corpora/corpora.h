#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "data/corpora/recording.h"
#include "data/corpora/stem_activity.h"
#include "kernels/core/enum_names.h"

namespace cantus {

// Kinds of stems with voices that do not sing.
enum class OtherVoice { kSpeakers, kBeatboxing };

template <>
struct EnumNames<OtherVoice> {
  static constexpr std::array kNames{"speakers", "beatboxing"};
};

// How the labels of a corpus are made, where there is a choice.
struct CorpusChoices {
  StemActivity stem_activity;    // when a stem of vocals counts as singing
  std::vector<OtherVoice> also;  // other voices that count as voice
  std::filesystem::path labels;  // the folder of label files; empty: beside the songs
  std::vector<std::filesystem::path> no_voice;  // folders of songs without voice
};

// A public data set whose folder can be read as it is distributed.
struct Corpus {
  const char* name;  // its name on the command line
  // Which of the choices apply to it.
  bool uses_stem_activity;
  bool has_other_voices;
  bool has_other_folders;  // `labels` and `no_voice`
  // Lists all recordings below `folder`, in an order that does not depend on the disk. No sound is
  // decoded. Errors: kNoInput for another layout, kBadData for a list or table that is malformed or
  // puts a song into two splits.
  std::vector<Recording> (*list)(const std::filesystem::path& folder, const CorpusChoices& choices);
};

std::span<const Corpus> all_corpora();

// The loaders. Each has its own source file, which describes the layout.
std::vector<Recording> list_folder(const std::filesystem::path&, const CorpusChoices&);
std::vector<Recording> list_jamendo(const std::filesystem::path&, const CorpusChoices&);
std::vector<Recording> list_rwc_pop(const std::filesystem::path&, const CorpusChoices&);
std::vector<Recording> list_musdb18(const std::filesystem::path&, const CorpusChoices&);
std::vector<Recording> list_medleydb(const std::filesystem::path&, const CorpusChoices&);
std::vector<Recording> list_ccmixter(const std::filesystem::path&, const CorpusChoices&);
std::vector<Recording> list_mir1k(const std::filesystem::path&, const CorpusChoices&);

// Throws Error(kNoInput) for a folder that does not have the layout of `corpus`.
[[noreturn]] void refuse_layout(const std::filesystem::path& folder, const std::string& found,
                                const char* corpus, const std::string& expected);

}  // namespace cantus
