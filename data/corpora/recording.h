#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/labels/segment.h"
#include "data/manifest/split.h"

namespace cantus {

// A recording of a public corpus, as its folder has it.
struct Recording {
  std::string name;             // within the corpus; names files that are made of it
  std::string kind = "song";    // or "accompaniment": the same without its voice; "instrumental"
  std::string song;             // "Artist - Title", or whose clip it is, where it is known
  std::string singer;           // or the artist; empty: not known
  std::optional<Split> split;   // none: the corpus has no splits
  std::filesystem::path sound;  // below the corpus' folder
  std::optional<int> channel;   // the one to listen to; none: the mean of all
  double gain_db = 0;           // change of level before anything else
  std::vector<std::filesystem::path> vocals;  // whose sum is its voice alone; none: not known
  std::vector<std::filesystem::path> unread;  // label files beside that which is read
  std::filesystem::path labels;               // a label file that read_segments() reads,
  // or how segments labelled "sing" are made, given the length of the sound. Neither: no voice.
  std::function<std::vector<Segment>(double duration_s)> derive_labels;
};

}  // namespace cantus
