#include "models/baselines/loudness.h"

#include <cmath>

#include "kernels/core/error.h"

namespace cantus {

std::vector<float> frame_loudness_db(std::span<const float> features, std::int64_t num_bands,
                                     const LogCompression& compression) {
  const auto bands = static_cast<std::size_t>(num_bands);
  CANTUS_REQUIRE(bands > 0 && features.size() % bands == 0, "no whole number of frames");
  std::vector<float> loudness(features.size() / bands);
  for (std::size_t k = 0; k < loudness.size(); ++k) {
    double energy = 0;
    for (std::size_t i = 0; i < bands; ++i) {
      const double m = magnitude_of(compression, features[k * bands + i]);
      energy += m * m;
    }
    // Silence is as far down as the quietest sound that 24 bits can hold.
    loudness[k] = static_cast<float>(10 * std::log10(energy + 1e-14));
  }
  return loudness;
}

}  // namespace cantus
