// A plain folder: sound files at any depth, each with a label file of the same name beside it
// (.lab, Audacity .txt, .csv, .jams, .vocal, .TextGrid) or, by place and name, in another folder.
// Songs below the --no-voice folders, inside or outside this one, have no voice. The first folder
// in a song's path called train, valid or test is its split.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "data/audio/audio_format.h"
#include "data/corpora/corpora.h"
#include "data/files/list_files.h"
#include "data/files/text_lines.h"
#include "data/labels/read_labels.h"
#include "data/manifest/labels_of_songs.h"
#include "data/manifest/song_overlap.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

bool is_below(const fs::path& path, const fs::path& folder) {
  return std::mismatch(path.begin(), path.end(), folder.begin(), folder.end()).second ==
         folder.end();
}

// One path for a folder, however it is written and whatever links lead to it.
fs::path true_path(const fs::path& folder) {
  std::error_code ignored;
  const fs::path path = fs::weakly_canonical(folder / ".", ignored);
  return path.has_filename() ? path : path.parent_path();
}

// The sounds below a folder that are not yet in `seen`.
std::vector<Recording> list_sounds(const fs::path& folder, std::set<fs::path>& seen) {
  std::vector<Recording> recordings;
  const fs::path root = true_path(folder);
  const auto sounds = list_files(folder, sound_file_extensions());
  if (sounds.empty())
    throw Error(Exit::kNoInput, folder.string(), "no sound files", "at least one",
                "check the path");
  for (const fs::path& sound : sounds) {
    const fs::path relative = sound.lexically_relative(folder);
    if (!seen.insert(root / relative).second) continue;
    Recording recording;
    recording.name = relative.string();
    recording.sound = sound;
    recording.split = split_on_the_way(relative.parent_path());
    recordings.push_back(recording);
  }
  return recordings;
}

std::vector<fs::path> places_of(const std::vector<Recording>& recordings) {
  std::vector<fs::path> places;
  for (const Recording& recording : recordings) places.emplace_back(recording.name);
  return places;
}

void find_labels(const fs::path& folder, const fs::path& labels,
                 std::vector<Recording>& recordings) {
  const auto places = places_of(recordings);
  const bool are_apart = true_path(labels) != true_path(folder);
  const auto found =
      are_apart ? labels_of_songs(labels, places) : labels_beside_songs(folder, places);
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    Recording& recording = recordings[i];
    const fs::path name = recording.name;
    recording.labels = found[i].empty()  // reading it will report that it is missing
                           ? labels / place_of_labels(labels, name) / name.stem().concat(".lab")
                           : found[i].front();
    recording.unread.assign(found[i].begin() + !found[i].empty(), found[i].end());
  }
  if (!are_apart) return;
  const auto beside = labels_beside_songs(folder, places);
  for (std::size_t i = 0; i < recordings.size(); ++i)
    for (const fs::path& file : beside[i])
      if (std::error_code ignored; !fs::equivalent(file, recordings[i].labels, ignored))
        recordings[i].unread.push_back(file);
}

// Refuses label files at the place and name of songs without voice that say anything but no voice.
void require_no_labels(const fs::path& labels, const std::vector<Recording>& silent) {
  const auto found = labels_beside_songs(labels, places_of(silent));
  for (std::size_t i = 0; i < silent.size(); ++i)
    for (const fs::path& file : found[i])
      for (const Segment& segment : read_segments(file))
        if (!means_no_voice(segment.label))
          throw Error(Exit::kBadData, file.string(),
                      "label " + in_quotes(segment.label) + " of " + silent[i].sound.string() +
                          ", a song of --no-voice",
                      "no labels of it, or `nosing`", "move the labels, or the song");
}

// The last parts of a sound's path without the extension: "w/01" of "albums/w/01.flac".
std::string last_parts(const fs::path& sound, int num_parts) {
  fs::path name = sound.stem(), folder = sound.parent_path();
  for (int part = 1; part < num_parts; ++part, folder = folder.parent_path())
    name = folder.filename() / name;
  return name.string();
}

// Gives a song and its karaoke version one `song`, so that they share a split: a voiced and a
// silent recording that alone have a name in common, or folder and name, as tracks of albums do.
void join_songs(std::vector<Recording>& voiced, std::vector<Recording>& silent) {
  for (const int num_parts : {1, 2}) {
    std::map<std::string, std::array<std::vector<Recording*>, 2>> named;
    for (std::vector<Recording>* kind : {&voiced, &silent})
      for (Recording& recording : *kind)
        if (recording.song.empty())
          named[song_key(last_parts(recording.sound, num_parts))][kind == &silent].push_back(
              &recording);
    for (const auto& [key, both] : named)
      if (both[0].size() == 1 && both[1].size() == 1)
        both[0][0]->song = both[1][0]->song = last_parts(both[0][0]->sound, num_parts);
  }
}

}  // namespace

std::vector<Recording> list_folder(const fs::path& folder, const CorpusChoices& choices) {
  const fs::path& labels = choices.labels.empty() ? folder : choices.labels;
  std::set<fs::path> seen;
  std::vector<Recording> recordings = list_sounds(folder, seen);
  std::vector<fs::path> silent_folders;
  for (const fs::path& other : choices.no_voice) silent_folders.push_back(true_path(other));
  const fs::path root = true_path(folder);
  const auto is_silent = [&](const Recording& recording) {
    return std::ranges::any_of(silent_folders, [&](const fs::path& silent) {
      return is_below(root / recording.name, silent);
    });
  };
  const auto first = std::stable_partition(recordings.begin(), recordings.end(),
                                           [&](const auto& one) { return !is_silent(one); });
  std::vector<Recording> silent(first, recordings.end());
  recordings.erase(first, recordings.end());
  require_no_labels(folder, silent);
  require_no_labels(labels, silent);
  find_labels(folder, labels, recordings);
  for (const fs::path& other : choices.no_voice) {
    const auto more = list_sounds(other, seen);
    require_no_labels(other, more);
    silent.insert(silent.end(), more.begin(), more.end());
  }
  for (Recording& recording : silent) recording.kind = "instrumental";
  join_songs(recordings, silent);
  recordings.insert(recordings.end(), silent.begin(), silent.end());
  return recordings;
}

}  // namespace cantus
