#include "data/frontend/magnitudes.h"

#include <algorithm>

#include "kernels/core/error.h"
#include "kernels/spectral_warp/spline_prefilter.h"

namespace cantus {

FrontEnd magnitudes_of(const FrontEnd& front_end) {
  CANTUS_REQUIRE(front_end.mel == MelKind::kNone, "mel bands are no bins");
  FrontEnd magnitudes = front_end;
  magnitudes.name += " magnitudes";
  magnitudes.stft.num_bins = front_end.stft.window_samples / 2 + 1;
  magnitudes.compression = {LogKind::kNone, 0};
  return magnitudes;
}

FeatureMatrix features_of_magnitudes(Queue& queue, const FrontEnd& front_end,
                                     const FeatureMatrix& magnitudes) {
  FeatureMatrix features{magnitudes.num_frames, front_end.num_bands(), {}};
  CANTUS_REQUIRE(features.num_bands <= magnitudes.num_bands, "magnitudes of another front end");
  features.values.resize(features.num_frames * features.num_bands);
  for (std::int64_t k = 0; k < features.num_frames; ++k)
    std::copy_n(magnitudes.frame(k), features.num_bands,
                features.values.data() + k * features.num_bands);
  log_compress(queue, front_end.compression, std::ssize(features.values), features.values.data(),
               features.values.data());
  return features;
}

void prefilter(Queue& queue, FeatureMatrix& magnitudes) {
  queue.reserve_scratch(spline_prefilter_scratch_bytes(queue, magnitudes.num_bands));
  spline_prefilter(queue, magnitudes.num_frames, magnitudes.num_bands, magnitudes.values.data(),
                   magnitudes.values.data());
}

}  // namespace cantus
