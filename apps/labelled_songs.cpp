#include "apps/labelled_songs.h"

#include <fmt/format.h>

#include "apps/log.h"
#include "apps/progress.h"
#include "apps/stop.h"
#include "data/audio/read_audio.h"
#include "data/audio/resample.h"
#include "data/files/hash.h"
#include "data/labels/read_segments.h"
#include "kernels/core/error.h"
#include "kernels/standardize/standardize.h"

namespace cantus {
namespace {

// Two channels of one file are two tracks.
std::string track_of(const CorpusSong& song) {
  const std::string track = sha256_of_file(song.path);
  return song.channel ? sha256_hex(fmt::format("{} channel {}", track, *song.channel)) : track;
}

// Returns the seconds of sound worked through.
double extract(Queue& queue, const CorpusSong& song, const std::string& track,
               const FeatureExtractor& extractor, FeatureStore& store) {
  if (store.holds(track)) return 0;
  const Audio audio =
      resample(read_audio(song.path, {song.channel}), extractor.front_end().sample_rate);
  const FeatureMatrix features = extractor.extract(queue, audio);
  if (features.num_frames == 0) {
    throw Error(Exit::kBadData, song.path.string(),
                fmt::format("{:.3f} s of sound", audio.duration_s()),
                "as long as one frame or longer");
  }
  store.put(track, features, song.path.filename().string());
  return audio.duration_s();
}

}  // namespace

std::vector<LabelledSong> label_songs(Queue& queue, const std::vector<CorpusSong>& songs,
                                      const std::vector<std::string>& positive,
                                      const FrontEnd& front_end, FeatureStore& store) {
  std::vector<std::vector<Segment>> segments;
  for (const CorpusSong& song : songs) {
    segments.push_back(song.labels.empty() ? std::vector<Segment>{} : read_segments(song.labels));
  }
  const std::set<std::string> names(positive.begin(), positive.end());
  const auto times =
      FrameTimes::at_centres(front_end.sample_rate, static_cast<int>(front_end.stft.hop_samples),
                             static_cast<int>(front_end.stft.window_samples));
  const FeatureExtractor extractor(front_end);
  std::vector<LabelledSong> labelled;
  Progress progress("features", static_cast<double>(songs.size()), "songs");
  for (std::size_t i = 0; i < songs.size(); ++i) {
    throw_if_stopped("run the same command again, what is stored stays");
    const std::string track = track_of(songs[i]);
    const double audio_s = extract(queue, songs[i], track, extractor, store);
    const auto num_frames = static_cast<std::size_t>(store.num_frames(track));
    labelled.push_back({songs[i], track, frame_labels(segments[i], names, times, num_frames)});
    progress.advance(1, audio_s);
  }
  progress.finish();
  return labelled;
}

std::string digest_of(const std::vector<LabelledSong>& songs) {
  Sha256 digest;
  for (const LabelledSong& song : songs) {
    std::string labels;
    for (const float label : song.labels) labels += label > 0.5f ? '1' : '0';
    digest.update(fmt::format("{} {} {}\n", split_name(song.song.split), song.track, labels));
  }
  return digest.hex();
}

Standardization standardization_of(Queue& queue, const std::vector<LabelledSong>& songs,
                                   std::int64_t num_bands, FeatureStore& store) {
  queue.reserve_scratch(band_moments_scratch_bytes(num_bands));
  BandMoments moments(num_bands);
  for (const LabelledSong& song : songs) {
    const FeatureMatrix features = store.read(song.track);
    add_frames(queue, features.num_frames, features.values.data(), moments);
  }
  if (moments.num_frames < 2) {
    throw Error(Exit::kBadData, "the training songs", fmt::format("{} frames", moments.num_frames),
                "two or more");
  }
  Standardization standardization = standardization_of(moments);
  if (standardization.num_floored > 0) {
    log_warning(
        fmt::format("{} of {} bands hardly move in the training songs; their deviation is "
                    "taken as 1e-5",
                    standardization.num_floored, num_bands));
  }
  return standardization;
}

FeatureMatrix standardized_features(Queue& queue, const LabelledSong& song,
                                    const Standardization& standardization, FeatureStore& store) {
  FeatureMatrix features = store.read(song.track);
  standardize(queue, features.num_frames, features.num_bands, features.values.data(),
              standardization.mean.data(), standardization.inv_std.data(), features.values.data());
  return features;
}

}  // namespace cantus
