#include "apps/songs/standardized_songs.h"

#include <fmt/format.h>

#include "apps/program/log.h"
#include "kernels/core/error.h"
#include "kernels/standardize/standardize.h"

namespace cantus {

Standardization standardization_of(Queue& queue, const std::vector<LabelledSong>& songs,
                                   std::int64_t num_bands,
                                   const std::function<FeatureMatrix(const LabelledSong&)>& read) {
  queue.reserve_scratch(band_moments_scratch_bytes(num_bands));
  BandMoments moments(num_bands);
  for (const LabelledSong& song : songs) {
    const FeatureMatrix features = read(song);
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
                                    const Standardization& standardization,
                                    const FeatureStore& store) {
  FeatureMatrix features = store.read(song.track);
  standardize(queue, standardization, features);
  return features;
}

}  // namespace cantus
