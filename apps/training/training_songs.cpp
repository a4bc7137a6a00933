#include "apps/training/training_songs.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include <fmt/format.h>

#include "apps/program/log.h"
#include "apps/songs/corpus_songs.h"
#include "apps/songs/weak_songs.h"
#include "data/frontend/magnitudes.h"
#include "data/labels/read_labels.h"
#include "data/manifest/song_subset.h"
#include "kernels/core/error.h"
#include "kernels/gather/frame_label.h"
#include "kernels/spectral_warp/draw_warps.h"

namespace cantus {
namespace {

TrainingSongs prepare_by_split(const std::vector<CorpusSong>& wanted, const Experiment& experiment,
                               const FeaturePlace& place) {
  const auto prepare = [&](const FeaturePlace& where, const auto& is_wanted) {
    std::vector<CorpusSong> chosen;
    std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(chosen), is_wanted);
    return chosen.empty() ? std::vector<LabelledSong>()
                          : extract_and_label(chosen, experiment.positive, where);
  };
  const auto is_train = [](const CorpusSong& song) { return song.split == Split::kTrain; };
  TrainingSongs songs;
  if (experiment.is_augmented()) {
    songs.train = prepare(place_of_training(experiment, place), is_train);
    songs.valid = prepare(place, std::not_fn(is_train));
    return songs;
  }
  for (LabelledSong& song : prepare(place, [](const CorpusSong&) { return true; }))
    (is_train(song.song) ? songs.train : songs.valid).push_back(std::move(song));
  return songs;
}

[[noreturn]] void refuse_without_voice(const Experiment& experiment, Split split,
                                       const std::string& names) {
  const bool is_train = split == Split::kTrain;
  throw Error(Exit::kBadConfig, experiment.manifests.front().string(),
              fmt::format("no frame of the {} songs has the label {} of data.positive; there "
                          "are: {}",
                          is_train ? "training" : "validation",
                          fmt::join(experiment.positive, ", "), names),
              "voice somewhere",
              is_train ? "look at data.positive and at the label files"
                       : "give split valid songs with voice, or none at all");
}

// Checks the label files alone, before hours of features. Unreadable files are reported later.
void require_voice_in_labels(const std::vector<CorpusSong>& all, Split split,
                             const Experiment& experiment) {
  const auto songs = songs_of(all, split);
  if (songs.empty()) return;
  const auto& positive = experiment.positive;
  std::set<std::string> names;
  for (const CorpusSong& song : songs) {
    if (stated_voice(song)) return;
    if (song.labels.empty()) continue;
    try {
      for (const Segment& segment : read_segments(song.labels)) names.insert(segment.label);
    } catch (const Error&) {
      return;
    }
    if (std::any_of(positive.begin(), positive.end(),
                    [&](const std::string& label) { return names.contains(label); }))
      return;
  }
  refuse_without_voice(experiment, split,
                       names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")));
}

std::set<std::string> positive_of(const Experiment& experiment) {
  return {experiment.positive.begin(), experiment.positive.end()};
}

void require_so_many(const std::vector<CorpusSong>& songs, const Experiment& experiment) {
  const std::int64_t num_there =
      num_songs_with_voice(songs, Split::kTrain, positive_of(experiment));
  if (experiment.num_songs <= num_there) return;
  throw Error(Exit::kBadConfig, experiment.manifests.front().string(),
              fmt::format("{} training songs with voice", num_there),
              fmt::format("data.num_songs = {}", experiment.num_songs), "ask for fewer");
}

void warn_of_short_songs(const std::vector<LabelledSong>& songs, std::int64_t num_frames,
                         const char* what_follows) {
  for (const LabelledSong& song : songs) {
    if (std::ssize(song.labels) >= num_frames) continue;
    log_warning(fmt::format("{}: {} frames, fewer than an excerpt's {}: {}", song.song.name,
                            song.labels.size(), num_frames, what_follows));
  }
}

// Counts only frames that are drawn: the centres of excerpts that lie within their songs, or all
// frames. If they are to be balanced, Excerpts refuses a single kind.
void warn_of_one_kind(const std::vector<LabelledSong>& songs, std::int64_t num_frames,
                      bool learns_every_frame, const std::string& manifest) {
  std::int64_t num_voiced = 0, num_learned = 0;
  for (const LabelledSong& song : songs) {
    if (std::ssize(song.labels) < num_frames) continue;
    const std::int64_t before = learns_every_frame ? 0 : num_frames / 2;
    const std::int64_t after = learns_every_frame ? 0 : num_frames - 1 - before;
    num_voiced += std::count_if(song.labels.begin() + before, song.labels.end() - after, is_voice);
    num_learned += std::ssize(song.labels) - before - after;
  }
  if (num_learned == 0 || (num_voiced > 0 && num_voiced < num_learned)) return;
  log_warning(
      fmt::format("{}: {} of the {} frames to learn from has voice: from one kind alone "
                  "nothing is learned; look at the labels, or {}",
                  manifest, num_voiced == 0 ? "none" : "every one", num_learned,
                  num_voiced == 0 ? "add longer songs with voice" : "add instrumentals"));
}

}  // namespace

std::string TrainingSongs::sha256() const { return digest_of(train, valid); }

// For weak data the training songs alone: choosing weights by the other songs' frame labels would
// use more than labels of songs.
std::vector<CorpusSong> songs_of_experiment(const Experiment& experiment) {
  auto wanted = experiment.is_weak()
                    ? weakly_labelled_songs(experiment.manifests, experiment.kinds)
                    : read_songs(experiment.manifests, experiment.kinds, Exit::kBadConfig);
  std::erase_if(wanted, [&](const CorpusSong& song) {
    return song.split == Split::kTest || (experiment.is_weak() && song.split == Split::kValid);
  });
  if (songs_of(wanted, Split::kTrain).empty())
    throw Error(Exit::kBadConfig, experiment.manifests.front().string(), "no song of split train",
                "songs to learn from");
  for (const Split split : {Split::kTrain, Split::kValid})
    require_voice_in_labels(wanted, split, experiment);
  if (experiment.num_songs > 0) require_so_many(wanted, experiment);
  return wanted;
}

FeaturePlace place_of_training(const Experiment& experiment, const FeaturePlace& place) {
  FeaturePlace of_training = place;
  if (experiment.is_augmented()) of_training.front_end = magnitudes_of(place.front_end);
  return of_training;
}

TrainingSongs prepare_training_songs(const Experiment& experiment, const FeaturePlace& place) {
  auto wanted = songs_of_experiment(experiment);
  const std::string where = experiment.manifests.front().string();
  if (experiment.num_songs > 0)
    wanted = take_songs(wanted, Split::kTrain, positive_of(experiment), experiment.num_songs,
                        static_cast<std::uint64_t>(experiment.seed));
  TrainingSongs songs = prepare_by_split(wanted, experiment, place);
  const std::int64_t num_frames = experiment.network().num_frames;
  const std::int64_t num_drawn =
      experiment.is_augmented() ? warp_source_frames(experiment.augment, num_frames) : num_frames;
  warn_of_short_songs(songs.train, num_drawn, "not learned from");
  warn_of_short_songs(songs.valid, num_frames, "not validated on");
  if (experiment.is_weak()) label_by_song(songs.train, num_drawn, where);
  if (std::none_of(songs.train.begin(), songs.train.end(), has_voice))
    refuse_without_voice(experiment, Split::kTrain, label_names_of(songs.train));
  if (!experiment.targets.empty()) {
    take_targets(songs.train, read_frame_targets(experiment.targets), experiment.targets);
    if (experiment.options.head == TimeHead::kPerFrame)
      require_all_targets(songs.train, experiment.targets);
  }
  if (!experiment.is_weak() && !experiment.is_balanced)
    warn_of_one_kind(songs.train, num_drawn, experiment.network().learns_every_frame, where);
  warn_of_other_labels(songs.train, experiment.positive);
  warn_of_other_labels(songs.valid, experiment.positive);
  if (songs.valid.empty())
    log_warning(experiment.is_weak()
                    ? "no validation, as songs alone have labels: the last weights are kept, "
                      "not the best"
                    : "no song is in split `valid`: the last weights are kept, not the best");
  return songs;
}

}  // namespace cantus
