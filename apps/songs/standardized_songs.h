#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "apps/songs/labelled_songs.h"
#include "data/features/feature_store.h"
#include "kernels/core/queue.h"

namespace cantus {

// Mean and deviation of every band over all frames of the songs; `read` gives a song's features.
Standardization standardization_of(Queue& queue, const std::vector<LabelledSong>& songs,
                                   std::int64_t num_bands,
                                   const std::function<FeatureMatrix(const LabelledSong&)>& read);

// The features of one song from the store, standardized.
FeatureMatrix standardized_features(Queue& queue, const LabelledSong& song,
                                    const Standardization& standardization,
                                    const FeatureStore& store);

}  // namespace cantus
