#include "apps/evaluation/label_pairs.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "apps/program/log.h"
#include "data/audio/audio_format.h"
#include "data/files/list_files.h"
#include "data/labels/read_labels.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// Label files by their place and name below the folder, without extension.
std::multimap<fs::path, fs::path> named_labels(const fs::path& folder) {
  std::multimap<fs::path, fs::path> files;
  for (const fs::path& file : list_files(folder, label_file_extensions())) {
    fs::path name = file.lexically_relative(folder).replace_extension();
    // song.FLAC.lab is of the same song as song.flac.lab.
    if (has_extension(name, sound_file_extensions())) name.replace_extension(lower_extension(name));
    files.emplace(name, file);
  }
  return files;
}

// The predictions of a truth's name or, where there are none, of that name with a sound file's
// extension behind it: song.flac.lab of `detect --name {file}.{ext}` goes with song.lab.
std::vector<fs::path> predictions_of(const std::multimap<fs::path, fs::path>& predictions,
                                     const fs::path& name) {
  std::vector<fs::path> files;
  const auto take = [&](const fs::path& known_as) {
    const auto [first, last] = predictions.equal_range(known_as);
    for (auto found = first; found != last; ++found) files.push_back(found->second);
  };
  take(name);
  if (!files.empty()) return files;
  for (const std::string& extension : sound_file_extensions()) take(name.string() + extension);
  return files;
}

// Tables, curves and notes may have these two extensions of labels; the others are labels, damaged
// or not.
bool is_of_labels(const fs::path& file) {
  if (!has_extension(file, {".txt", ".csv"})) return true;
  try {
    read_segments(file);
    return true;
  } catch (const Error& error) {
    return error.code() != Exit::kBadData;
  }
}

std::string skipped_text(const std::vector<fs::path>& others) {
  return names_of(others) + ": no labels, skipped";
}

// One of several predictions: of the truth's extension, else the first.
const fs::path& chosen_of(const std::vector<fs::path>& predictions, const fs::path& truth) {
  const auto found = std::find_if(predictions.begin(), predictions.end(), [&](const fs::path& one) {
    return one.extension() == truth.extension();
  });
  return found == predictions.end() ? predictions.front() : *found;
}

// Songs that somebody predicted and nobody labelled: their false alarms are in no metric.
void tell_of_unpaired(const std::multimap<fs::path, fs::path>& predictions,
                      const std::vector<LabelPair>& pairs) {
  std::set<fs::path> unpaired, paired;
  for (const LabelPair& pair : pairs) paired.insert(pair.predicted);
  for (const auto& [name, file] : predictions) unpaired.insert(name);
  for (const auto& [name, file] : predictions)
    if (paired.contains(file)) unpaired.erase(name);
  if (!unpaired.empty())
    log_info(fmt::format("{} without a truth left out, such as {}",
                         counted(unpaired.size(), "prediction"), unpaired.begin()->string()));
}

std::vector<LabelPair> pair_folders(const fs::path& predicted, const fs::path& truth) {
  const auto is_other = [](std::vector<fs::path>& others, const fs::path& file) {
    if (is_of_labels(file)) return false;
    others.push_back(file);
    return true;
  };
  std::vector<fs::path> no_predictions, no_truths;
  auto predictions = named_labels(predicted);
  std::erase_if(predictions,
                [&](const auto& entry) { return is_other(no_predictions, entry.second); });
  const auto named = named_labels(truth);
  std::multimap<fs::path, fs::path> truths;
  for (const auto& [name, file] : named) {
    const bool is_wanted = !predictions_of(predictions, name).empty() && named.count(name) == 1;
    if (is_wanted || !is_other(no_truths, file)) truths.emplace(name, file);
  }
  if (!no_predictions.empty()) log_info(skipped_text(no_predictions));
  // A truth may be among them, damaged.
  if (!no_truths.empty()) log_warning(skipped_text(no_truths));
  std::vector<LabelPair> pairs;
  std::size_t num_of_several = 0;
  std::set<std::string> extensions;
  for (const auto& [name, file] : truths) {
    if (const fs::path& other = truths.lower_bound(name)->second; other != file)
      throw Error(Exit::kBadData, file.string(),
                  "a second truth of that name beside " + other.string(), "one a song");
    const auto files = predictions_of(predictions, name);
    if (files.empty()) {
      const auto num_missing = std::ranges::count_if(
          truths, [&](const auto& one) { return predictions_of(predictions, one.first).empty(); });
      const std::string more = num_missing > 1 ? fmt::format(" and {} more", num_missing - 1) : "";
      throw Error(Exit::kNoInput, file.string(),
                  fmt::format("no prediction for this truth{} below {}", more, predicted.string()),
                  fmt::format("{}{} or another label file of that name", name.string(),
                              file.extension().string()),
                  "judge by a folder that has the truths of these songs alone");
    }
    if (files.front().stem() != files.back().stem())
      throw Error(
          Exit::kBadData, file.string(),
          fmt::format("a truth for both {} and {}", files.front().string(), files.back().string()),
          "one prediction of its name");
    pairs.push_back({chosen_of(files, file), file});
    if (files.size() == 1) continue;
    ++num_of_several;
    extensions.insert(pairs.back().predicted.extension().string());
  }
  if (num_of_several > 0)
    log_info(fmt::format("{} predicted in several formats, of which judged: {}",
                         counted(num_of_several, "song"), fmt::join(extensions, ", ")));
  if (pairs.empty())
    throw Error(Exit::kNoInput, truth.string(), "no label files in this folder", "at least one");
  tell_of_unpaired(predictions, pairs);
  return pairs;
}

// Files that are named in another order than their truths.
void warn_of_others_truths(const std::vector<LabelPair>& pairs) {
  std::set<fs::path> truths;
  for (const LabelPair& pair : pairs) truths.insert(pair.truth.stem());
  for (const LabelPair& pair : pairs) {
    const fs::path name = pair.predicted.stem();
    if (name == pair.truth.stem() || !truths.contains(name)) continue;
    log_warning(
        fmt::format("{} is judged by {}, though a truth is named as it is: they go in pairs "
                    "by their order",
                    pair.predicted.string(), pair.truth.string()));
    return;
  }
}

}  // namespace

std::vector<LabelPair> pair_labels(const std::vector<std::string>& predicted,
                                   const std::vector<std::string>& truth) {
  std::error_code ignored;
  if (predicted.size() == 1 && truth.size() == 1 && fs::is_directory(predicted[0], ignored) &&
      !fs::is_regular_file(truth[0], ignored))
    return pair_folders(predicted[0], truth[0]);
  if (predicted.size() != truth.size()) {
    throw Error(
        Exit::kUsage, "--predicted",
        fmt::format("{}, and {} of --truth", counted(predicted.size(), "file"), truth.size()),
        "a pair for every song", "or two folders, paired by the names in them");
  }
  std::vector<LabelPair> pairs;
  for (std::size_t i = 0; i < truth.size(); ++i) pairs.push_back({predicted[i], truth[i]});
  warn_of_others_truths(pairs);
  return pairs;
}

}  // namespace cantus
