#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/labels/segment.h"
#include "data/manifest/split.h"

namespace cantus {

// A recording as listed from a corpus' folder.
struct Recording {
  std::string name;             // unique in the corpus; files made of the recording are named by it
  std::string kind = "song";    // or "accompaniment" (the song without its voice), "instrumental"
  std::string song;             // "Artist - Title", or what song a clip is of; empty: not known
  std::string singer;           // or the artist; empty: not known
  std::optional<Split> split;   // none: the corpus has no splits
  std::filesystem::path sound;  // below the corpus' folder
  std::optional<int> channel;   // the channel to read; none: the mean of all
  double gain_db = 0;           // applied before anything else
  std::vector<std::filesystem::path> vocals;  // their sum is its voice alone; empty: not known
  std::vector<std::filesystem::path> unread;  // label files found, but not read
  std::filesystem::path labels;               // a label file that read_segments() reads,
  // or how segments labelled "sing" are made, given the length of the sound. Neither: no voice.
  std::function<std::vector<Segment>(double duration_s)> derive_labels;
};

}  // namespace cantus
