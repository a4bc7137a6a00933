#include "kernels/standardize/standardize.h"

#include "kernels/core/body.h"
#include "kernels/core/launch.h"

namespace cantus {

struct Standardize {
  std::int64_t num_bands;
  const float* x;
  const float* mean;
  const float* inv_std;
  float* y;

  CANTUS_BODY void operator()(std::int64_t frame, std::int64_t band) const {
    y[frame * num_bands + band] = (x[frame * num_bands + band] - mean[band]) * inv_std[band];
  }
};

void standardize(Queue& queue, std::int64_t num_frames, std::int64_t num_bands, const float* x,
                 const float* mean, const float* inv_std, float* y) {
  for_each(queue, num_frames, num_bands, Standardize{num_bands, x, mean, inv_std, y});
}

}  // namespace cantus
