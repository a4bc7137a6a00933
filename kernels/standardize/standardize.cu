#include "kernels/standardize/standardize.h"

#include "kernels/core/launch.h"
#include "kernels/standardize/standardize_body.h"

namespace cantus {

void standardize(Queue& queue, std::int64_t num_frames, std::int64_t num_bands, const float* x,
                 const float* mean, const float* inv_std, float* y) {
  for_each(queue, num_frames, num_bands, Standardize{num_bands, x, mean, inv_std, y});
}

}  // namespace cantus
