#include "apps/songs/label_checks.h"

#include <algorithm>

#include <fmt/format.h>

#include "data/labels/read_labels.h"
#include "data/manifest/labels_of_songs.h"
#include "kernels/core/error.h"

namespace cantus {

namespace {

void check_foreign_labels(const std::filesystem::path& file, const std::vector<Segment>& segments,
                          const std::set<std::string>& words, const Warn& warn) {
  const std::set<std::string> names = names_in(segments);
  auto others = judged_names(names, words).foreign;
  if (others.erase("") > 0) others.insert("one without a name");
  if (others.empty()) return;
  const std::string ours = join({words.begin(), words.end()});
  const std::string theirs = join({others.begin(), others.end()});
  if (std::ranges::none_of(names, [&](const std::string& name) { return words.contains(name); }))
    throw Error(Exit::kBadData, file.string(), "no label of a voice, but these: " + theirs, ours,
                "rename those that are");
  warn(file.string() + ": labels that are not of a voice (" + ours + "): " + theirs);
}

}  // namespace

void tell_of_other_places(const std::vector<std::filesystem::path>& songs,
                          const std::vector<std::vector<std::filesystem::path>>& labels,
                          const std::filesystem::path& folder) {
  std::vector<std::string> elsewhere;
  for (std::size_t i = 0; i < songs.size(); ++i)
    if (!labels[i].empty() &&
        labels[i][0].lexically_relative(folder).parent_path() != songs[i].parent_path())
      elsewhere.push_back(labels[i][0].string() + " of " + songs[i].string());
  if (!elsewhere.empty())
    log_info(fmt::format("labels of {} found by name in another place, such as {}",
                         counted(elsewhere.size(), "song"), elsewhere.front()));
}

LabelFiles label_files_of(const std::vector<Song>& songs, const std::filesystem::path& named) {
  LabelFiles files;
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(named, ignored);
  std::vector<std::filesystem::path> places;
  for (const Song& song : songs) {
    places.push_back(song.folder / song.path.filename());
    if (!is_folder) files[song.path] = {named};
  }
  if (!is_folder) return files;
  const auto found = labels_of_songs(named, places);
  tell_of_other_places(places, found, named);
  for (std::size_t i = 0; i < songs.size(); ++i) files[songs[i].path] = found[i];
  return files;
}

void warn_of_unlabelled(const std::vector<Song>& songs, const LabelFiles& labels,
                        const std::filesystem::path& named) {
  const auto is_unlabelled = [&](const Song& song) { return labels.at(song.path).empty(); };
  const auto first = std::ranges::find_if(songs, is_unlabelled);
  if (first != songs.end())
    log_warning(fmt::format("{} of {} without labels of their place and name below {}, such as {}",
                            std::ranges::count_if(songs, is_unlabelled),
                            counted(songs.size(), "song"), named.string(), first->path.string()));
}

std::optional<std::filesystem::path> chosen_label_file(
    const std::vector<std::filesystem::path>& found, const Warn& warn) {
  if (found.empty()) return {};
  if (found.size() > 1)
    warn(found[0].string() + " is taken for its labels, not " + found[1].string());
  return found.front();
}

std::vector<Segment> read_shown_labels(const std::filesystem::path& file, double duration_s,
                                       const std::string& also, const Warn& warn) {
  std::vector<Segment> segments = read_segments(file, duration_s);
  std::set<std::string> words = kVoiceWords;
  words.insert(also);
  check_foreign_labels(file, segments, words, warn);
  warn_of_points(file, segments, words, warn);
  if (const std::string warning = early_end_of(file, segments, duration_s); !warning.empty())
    warn(warning);
  return segments;
}

std::string no_such_label(const std::string& who, const std::string& positive,
                          const std::string& names) {
  return fmt::format("no {} has the label {}; there are: {}", who, positive, names);
}

void refuse_labels(const std::string& file, const std::string& who, const std::string& positive,
                   const std::string& names) {
  throw Error(Exit::kBadData, file, no_such_label(who, positive, names), "a label that means voice",
              "name those that do with --positive");
}

std::string early_end_of(const std::filesystem::path& file, const std::vector<Segment>& segments,
                         double duration_s) {
  constexpr double kUnlabelledS = 1;
  if (const auto stated_s = stated_duration(file, segments)) {
    if (*stated_s >= duration_s - kUnlabelledS) return "";
    return fmt::format("{} ends at {:.3f} s, its sound at {:.3f} s: the rest counts as no voice",
                       file.string(), *stated_s, duration_s);
  }
  if (segments.empty() || end_of(segments) >= duration_s / 2) return "";
  return fmt::format(
      "{} has its last label end at {:.3f} s, its sound ends at {:.3f} s: is it of another song?",
      file.string(), end_of(segments), duration_s);
}

void warn_of_points(const std::filesystem::path& file, const std::vector<Segment>& segments,
                    const std::set<std::string>& positive, const Warn& warn) {
  const auto num_points = std::ranges::count_if(segments, [&](const Segment& segment) {
    return segment.end_s == segment.start_s && positive.contains(segment.label);
  });
  if (num_points == 0) return;
  warn(fmt::format("{}: {} of voice without length, which count as no voice", file.string(),
                   counted(static_cast<std::size_t>(num_points), "label")));
}

}  // namespace cantus
