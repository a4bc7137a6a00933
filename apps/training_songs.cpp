#include "apps/training_songs.h"

#include <algorithm>

#include "apps/log.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

bool has_voice(const LabelledSong& song) {
  return std::find(song.labels.begin(), song.labels.end(), 1.0f) != song.labels.end();
}

}  // namespace

std::string TrainingSongs::sha256() const {
  std::vector<LabelledSong> all = train;
  all.insert(all.end(), valid.begin(), valid.end());
  return digest_of(all);
}

TrainingSongs find_training_songs(const Experiment& experiment, const FeaturePlace& place) {
  auto wanted = songs_in(experiment.manifests, experiment.kinds, Exit::kBadConfig);
  std::erase_if(wanted, [](const CorpusSong& song) { return song.split == Split::kTest; });
  const std::string where = experiment.manifests.front().string();
  if (wanted.empty()) {
    throw Error(Exit::kBadConfig, where, "no song is for training",
                "songs of split train or valid");
  }
  TrainingSongs songs;
  for (LabelledSong& song : label_songs(wanted, experiment.positive, place))
    (song.song.split == Split::kTrain ? songs.train : songs.valid).push_back(std::move(song));
  if (std::none_of(songs.train.begin(), songs.train.end(), has_voice)) {
    throw Error(Exit::kBadConfig, where,
                "no frame of the training songs has a label of data.positive", "voice somewhere",
                "look at data.positive and at the label files");
  }
  if (songs.valid.empty()) log_warning("no song is in split `valid`; the last weights are kept");
  return songs;
}

FrameSet load_frames(Queue& queue, const std::vector<LabelledSong>& songs,
                     const Experiment& experiment, const Standardization& standardization,
                     FeatureStore& store) {
  FrameSet frames(experiment.network().num_bands, experiment.dtype);
  std::size_t num_frames = 0;
  for (const LabelledSong& song : songs) num_frames += song.labels.size();
  frames.reserve(static_cast<std::int64_t>(num_frames));
  for (const LabelledSong& song : songs)
    frames.add_song(standardized_features(queue, song, standardization, store), song.labels);
  return frames;
}

}  // namespace cantus
