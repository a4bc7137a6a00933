#include "kernels/spectral_warp/draw_warps.h"

#include "kernels/core/error.h"
#include "kernels/core/launch.h"
#include "kernels/spectral_warp/draw_warps_body.h"

namespace cantus {

void draw_warps(Queue& queue, const StepState* state, const WarpSettings& settings,
                const WarpShape& shape, std::int64_t batch_size, Warp* warps) {
  CANTUS_REQUIRE(
      settings.stretch >= 0 && settings.stretch < 1 && settings.shift >= 0 && settings.shift < 1,
      "a stretch or shift that is no part of one");
  for_each(queue, batch_size, DrawWarps{state, settings, shape, warps});
}

}  // namespace cantus
