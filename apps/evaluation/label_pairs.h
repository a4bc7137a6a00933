#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cantus {

struct LabelPair {
  std::filesystem::path predicted;
  std::filesystem::path truth;
};

struct LabelPairs {
  std::vector<LabelPair> pairs;
  std::size_t num_unpredicted = 0;  // truths of a folder that no prediction is of
};

// Label files and those that are right: files in the same order, or two folders. Of folders, every
// song that has label files below `predicted` goes with its labels below `truth` (labels_of_songs),
// by the prediction of the truth's extension where there are several. Predictions without a truth
// are told of and passed over; truths without a prediction are warned of, and so is a .txt or .csv
// that has none and does not read as labels. Errors: kUsage when there are not as many of the one
// as of the other; kNoInput where nothing pairs; kBadData for two truths of one song, or a truth of
// two.
LabelPairs pair_labels(const std::vector<std::string>& predicted,
                       const std::vector<std::string>& truth);

}  // namespace cantus
