#include "apps/songs/weak_songs.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "apps/program/log.h"
#include "apps/songs/corpus_songs.h"
#include "data/manifest/weak_labels.h"
#include "kernels/gather/frame_label.h"

namespace cantus {
namespace {

CorpusSong song_of(const WeakClip& clip, const std::filesystem::path& folder) {
  CorpusSong song;
  song.name = clip.path.lexically_relative(folder).string();
  song.path = clip.path;
  song.recording = clip.path;
  song.facts.emplace(kHasVoice, clip.has_voice ? "1" : "0");
  return song;
}

std::vector<CorpusSong> read_either_form(const std::filesystem::path& manifest) {
  if (!is_weakly_labelled(manifest)) return read_corpus_manifest(manifest);
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(manifest, ignored);
  std::vector<CorpusSong> songs;
  for (const WeakClip& clip :
       is_folder ? list_weak_folders(manifest) : read_weak_manifest(manifest))
    songs.push_back(song_of(clip, is_folder ? manifest : manifest.parent_path()));
  return songs;
}

}  // namespace

bool is_weakly_labelled(const std::filesystem::path& manifest) {
  std::error_code ignored;
  return std::filesystem::is_directory(manifest, ignored) || is_weak_manifest(manifest);
}

std::vector<CorpusSong> weakly_labelled_songs(const std::vector<std::filesystem::path>& manifests,
                                              const std::vector<std::string>& kinds) {
  return checked_songs(read_manifests(manifests, read_either_form), kinds, manifests.front(),
                       Exit::kBadConfig);
}

void label_by_song(std::vector<LabelledSong>& songs, std::int64_t num_frames,
                   const std::filesystem::path& manifest) {
  std::size_t num_with = 0, num_drawn = 0;
  std::map<std::string, std::pair<bool, std::string>> told;  // by sound: has voice, song
  for (LabelledSong& song : songs) {
    const bool is_with = stated_voice(song.song).value_or(has_voice(song));
    std::fill(song.labels.begin(), song.labels.end(), is_with ? 1.0f : 0.0f);
    const auto& [first, name] = told.try_emplace(song.track, is_with, song.song.name).first->second;
    if (first != is_with)
      log_warning(
          fmt::format("{}: the same sound as {}, of which one has voice and one has none: "
                      "look at their labels",
                      song.song.name, name));
    if (std::ssize(song.labels) < num_frames) continue;
    ++num_drawn;
    num_with += is_with ? 1 : 0;
  }
  if (num_drawn == 0 || (num_with > 0 && num_with < num_drawn)) return;
  throw Error(Exit::kBadConfig, manifest.string(),
              fmt::format("{} of {} training songs{} have voice", num_with, num_drawn,
                          num_drawn < songs.size() ? " with an excerpt's length" : ""),
              "songs with voice and songs without: from one kind alone nothing is learned",
              num_with == 0 ? "look at data.positive and the labels" : "add instrumentals");
}

void take_targets(std::vector<LabelledSong>& songs, const FrameTargets& targets,
                  const std::filesystem::path& file) {
  for (LabelledSong& song : songs) {
    if (!has_voice(song)) continue;
    const auto found = targets.by_track.find(song.track);
    const std::size_t num_frames = found == targets.by_track.end() ? 0 : found->second.size();
    if (num_frames != song.labels.size()) {
      throw Error(Exit::kBadConfig, file.string(),
                  num_frames == 0 ? "no targets of " + song.song.name
                                  : fmt::format("{} targets of {}", num_frames, song.song.name),
                  fmt::format("{}, one a frame", song.labels.size()),
                  "make them anew, from the songs as they are");
    }
    song.labels = found->second;
  }
}

void require_all_targets(const std::vector<LabelledSong>& songs,
                         const std::filesystem::path& file) {
  for (const LabelledSong& song : songs) {
    if (std::find(song.labels.begin(), song.labels.end(), kNotLearned) == song.labels.end())
      continue;
    throw Error(Exit::kBadConfig, file.string(), song.song.name + " has frames without targets",
                "all, for a network that decides about every frame", "choose another model.head");
  }
}

}  // namespace cantus
