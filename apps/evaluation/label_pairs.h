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
  std::size_t num_unpredicted = 0;  // true label files of a folder without a prediction
};

// Pairs predicted label files with true ones: files in the same order, or two folders. In folders,
// every song with label files below `predicted` is paired with its labels below `truth`
// (labels_of_songs); of several predictions the one with the truth's extension is taken.
// Predictions without a truth are logged and skipped. Warns of truths without a prediction, and of
// a .txt or .csv among them that does not read as labels. Errors: kUsage when the numbers of files
// differ; kNoInput where nothing pairs; kBadData for two truths of one song, or a truth of two.
LabelPairs pair_labels(const std::vector<std::string>& predicted,
                       const std::vector<std::string>& truth);

}  // namespace cantus
