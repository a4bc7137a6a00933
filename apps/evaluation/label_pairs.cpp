#include "apps/evaluation/label_pairs.h"

#include <map>

#include <fmt/format.h>

#include "data/files/list_files.h"
#include "data/labels/read_segments.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// Label files by their place and name below the folder, without extension.
std::multimap<fs::path, fs::path> named_labels(const fs::path& folder) {
  std::multimap<fs::path, fs::path> files;
  for (const fs::path& file : list_files(folder, label_file_extensions()))
    files.emplace(file.lexically_relative(folder).replace_extension(), file);
  return files;
}

std::vector<LabelPair> pair_folders(const fs::path& predicted, const fs::path& truth) {
  const auto predictions = named_labels(predicted);
  const auto truths = named_labels(truth);
  std::vector<LabelPair> pairs;
  for (const auto& [name, file] : truths) {
    if (const fs::path& other = truths.lower_bound(name)->second; other != file)
      throw Error(Exit::kBadData, file.string(),
                  "a second truth of that name beside " + other.string(), "one a song");
    const auto [first, last] = predictions.equal_range(name);
    if (first == last) {
      throw Error(Exit::kNoInput, file.string(),
                  fmt::format("no prediction for this truth below {}", predicted.string()),
                  fmt::format("{}{} or another label file of that name", name.string(),
                              file.extension().string()));
    }
    auto found = first;
    while (found != last && found->second.extension() != file.extension()) ++found;
    pairs.push_back({found == last ? first->second : found->second, file});
  }
  if (pairs.empty())
    throw Error(Exit::kNoInput, truth.string(), "no label files in this folder", "at least one");
  return pairs;
}

}  // namespace

std::vector<LabelPair> pair_labels(const std::vector<std::string>& predicted,
                                   const std::vector<std::string>& truth) {
  std::error_code ignored;
  if (predicted.size() == 1 && truth.size() == 1 && fs::is_directory(predicted[0], ignored) &&
      !fs::is_regular_file(truth[0], ignored))
    return pair_folders(predicted[0], truth[0]);
  if (predicted.size() != truth.size()) {
    throw Error(Exit::kUsage, "--predicted",
                fmt::format("{} files, and {} of --truth", predicted.size(), truth.size()),
                "a pair for every song", "or two folders, paired by the names in them");
  }
  std::vector<LabelPair> pairs;
  for (std::size_t i = 0; i < truth.size(); ++i) pairs.push_back({predicted[i], truth[i]});
  return pairs;
}

}  // namespace cantus
