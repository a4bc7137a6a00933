#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cantus {

struct LabelPair {
  std::filesystem::path predicted;
  std::filesystem::path truth;
};

// Label files and those that are right: files in the same order, or two folders. Of folders, every
// label file below `truth` goes with the one that has its place and name below `predicted`, of the
// same extension where there are several, or that name with a sound file's extension (song.lab with
// song.flac.lab); predictions of other songs are passed over, and so is a
// .txt or .csv that has no prediction and does not read as labels. Links to folders are not
// followed. Errors: kUsage when there are not as many of the one as of the other; kNoInput for a
// folder without labels, or a truth without a prediction; kBadData for two truths of one name, or a
// truth of two songs.
std::vector<LabelPair> pair_labels(const std::vector<std::string>& predicted,
                                   const std::vector<std::string>& truth);

}  // namespace cantus
