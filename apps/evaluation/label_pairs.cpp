#include "apps/evaluation/label_pairs.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "apps/program/log.h"
#include "apps/songs/label_checks.h"
#include "data/files/list_files.h"
#include "data/labels/read_labels.h"
#include "data/manifest/labels_of_songs.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// Label files by the song that they label.
std::map<fs::path, std::vector<fs::path>> labels_by_song(const std::vector<fs::path>& files,
                                                         const fs::path& folder) {
  std::map<fs::path, std::vector<fs::path>> by_song;
  for (const fs::path& file : files)
    by_song[song_of_labels(file.lexically_relative(folder))].push_back(file);
  return by_song;
}

// .txt and .csv may be tables, curves or notes; files with other extensions are labels, damaged or
// not.
bool is_of_labels(const fs::path& file) {
  if (!has_extension(file, {".txt", ".csv"})) return true;
  try {
    read_segments(file);
    return true;
  } catch (const Error& error) {
    return error.code() != Exit::kBadData;
  }
}

// Removes and returns the files that are no labels.
std::vector<fs::path> take_others(std::vector<fs::path>& files) {
  const auto others = std::stable_partition(files.begin(), files.end(), is_of_labels);
  std::vector<fs::path> taken(others, files.end());
  files.erase(others, files.end());
  return taken;
}

std::string skipped_text(const std::vector<fs::path>& others) {
  return names_of(others) + ": no labels, skipped";
}

// Of several predictions the one with the truth's extension, else the first.
const fs::path& chosen_of(const std::vector<fs::path>& predictions, const fs::path& truth) {
  const auto found = std::find_if(predictions.begin(), predictions.end(), [&](const fs::path& one) {
    return one.extension() == truth.extension();
  });
  return found == predictions.end() ? predictions.front() : *found;
}

// A song's truth, or "". A single file is taken unread, damaged or not.
fs::path truth_of(std::vector<fs::path> found) {
  if (found.size() > 1) take_others(found);
  if (found.size() > 1)
    throw Error(Exit::kBadData, found[1].string(),
                "a second truth of that name beside " + found[0].string(), "one a song");
  return found.empty() ? fs::path() : found.front();
}

// The song that is scored by `truth`: of several the one of the same name.
const fs::path& song_judged_by(const fs::path& truth, const std::vector<fs::path>& songs) {
  const fs::path name = song_of_labels(truth.filename());
  const auto named =
      std::ranges::find(songs, name, [](const fs::path& song) { return song.filename(); });
  if (named != songs.end()) return *named;
  if (songs.size() > 1)
    throw Error(Exit::kBadData, truth.string(),
                fmt::format("a truth for both {} and {}", songs[0].string(), songs[1].string()),
                "one prediction of its name");
  return songs.front();
}

// Logs predictions without a truth, whose false alarms are in no metric; warns of truths without a
// prediction, whose voice is in none.
void tell_of_unpaired(const std::set<fs::path>& predicted, const std::vector<fs::path>& truths) {
  if (!predicted.empty())
    log_info(fmt::format("{} without a truth left out, such as {}",
                         counted(predicted.size(), "prediction"), predicted.begin()->string()));
  if (!truths.empty())
    log_warning(fmt::format("{} without a prediction left out, such as {}",
                            counted(truths.size(), "truth"), truths.front().string()));
}

LabelPairs pair_folders(const fs::path& predicted, const fs::path& truth) {
  auto predictions = list_files(predicted, label_file_extensions());
  if (const auto others = take_others(predictions); !others.empty()) log_info(skipped_text(others));
  const auto by_song = labels_by_song(predictions, predicted);
  std::vector<fs::path> songs;
  for (const auto& [song, files] : by_song) songs.push_back(song);
  auto truths = list_files(truth, label_file_extensions());
  const auto found = labels_of_songs(truth, songs);
  tell_of_other_places(songs, found, truth);
  std::map<fs::path, std::vector<fs::path>> judged;  // songs by their truth
  for (std::size_t i = 0; i < songs.size(); ++i)
    if (const fs::path file = truth_of(found[i]); !file.empty()) judged[file].push_back(songs[i]);

  LabelPairs all;
  std::set<fs::path> unpaired(songs.begin(), songs.end()), formats;
  std::size_t num_of_several = 0;
  for (const auto& [file, of_songs] : judged) {
    const fs::path& song = song_judged_by(file, of_songs);
    const auto& files = by_song.at(song);
    all.pairs.push_back({chosen_of(files, file), file});
    unpaired.erase(song);
    if (files.size() == 1) continue;
    ++num_of_several;
    formats.insert(all.pairs.back().predicted.extension());
  }
  if (num_of_several > 0)
    log_info(fmt::format("{} predicted in several formats, of which judged: {}",
                         counted(num_of_several, "song"), join({formats.begin(), formats.end()})));
  std::erase_if(truths, [&](const fs::path& file) { return judged.contains(file); });
  // A damaged truth may be among them.
  if (const auto others = take_others(truths); !others.empty()) log_warning(skipped_text(others));
  if (all.pairs.empty())
    throw Error(Exit::kNoInput, truth.string(),
                truths.empty() ? "no label files in this folder"
                               : fmt::format("{}, none of them of what is below {}",
                                             counted(truths.size(), "truth"), predicted.string()),
                truths.empty() ? "at least one" : "names as those of the predictions");
  tell_of_unpaired(unpaired, truths);
  all.num_unpredicted = truths.size();
  return all;
}

// Warns of files that are given in another order than their truths.
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

LabelPairs pair_labels(const std::vector<std::string>& predicted,
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
  LabelPairs all;
  for (std::size_t i = 0; i < truth.size(); ++i) all.pairs.push_back({predicted[i], truth[i]});
  warn_of_others_truths(all.pairs);
  return all;
}

}  // namespace cantus
