#include "kernels/spectral_warp/draw_warps.h"

#include <cmath>

#include "kernels/core/error.h"
#include "kernels/core/launch.h"
#include "kernels/core/philox.h"

namespace cantus {

struct DrawWarps {
  const StepState* state;
  WarpSettings settings;
  WarpShape shape;
  Warp* warps;

  // Four words of a sample; `call` counts up.
  CANTUS_BODY PhiloxWords words(std::int64_t sample, std::uint32_t call) const {
    const std::uint64_t place = state->first_sample + static_cast<std::uint64_t>(sample);
    return philox(state->seed, static_cast<std::uint32_t>(place),
                  static_cast<std::uint32_t>(place >> 32), call,
                  static_cast<std::uint32_t>(Purpose::kAugment) << 24);
  }

  CANTUS_BODY static double uniform(std::uint32_t word) {
    return static_cast<double>(uniform_from(word));
  }

  // Marsaglia's polar method: no sine, whose exact reduction a GPU does in slow memory.
  CANTUS_BODY double normal(std::int64_t sample) const {
    for (std::uint32_t call = 2;; ++call) {
      const PhiloxWords w = words(sample, call);
      const double x = 2 * uniform(w.word[0]) - 1;
      const double y = 2 * uniform(w.word[1]) - 1;
      const double r = x * x + y * y;
      if (r > 0 && r < 1) return x * std::sqrt(-2 * std::log(r) / r);
    }
  }

  // With at most 25 bits of `factor`, a product is exact, fused with the addition or not.
  CANTUS_BODY static double around_one(float factor, std::uint32_t word) {
    return 1 + static_cast<double>(factor) * (2 * uniform(word) - 1);
  }

  CANTUS_BODY static std::int64_t fixed(double position) {
    return static_cast<std::int64_t>(std::floor(position * 4294967296.0 + 0.5));
  }

  CANTUS_BODY void draw_filter(std::int64_t sample, const PhiloxWords& w, Warp& warp) const {
    const double lowest = 7.2288186904958804;   // log2(150)
    const double octaves = 5.7369655941662063;  // log2(8000 / 150)
    const double bins_per_hz = static_cast<double>(shape.num_bins) / 8000;
    const double semitones =
        settings.randn_widths ? 5 + 2 * normal(sample) : 5 + 2 * uniform(w.word[1]);
    const double centre_hz = std::exp2(lowest + uniform(w.word[0]) * octaves);
    const double width = centre_hz * (std::exp2(semitones / 12) - 1) * bins_per_hz;
    const double narrowest = 1e-6;  // only a normal number comes near it, or below 0
    warp.filter_centre = static_cast<float>(centre_hz * bins_per_hz);
    warp.filter_inv_width = static_cast<float>(1 / std::fmax(std::fabs(width), narrowest));
    const double nepers_per_db = 0.11512925464970229;  // ln(10) / 20
    warp.filter_peak = static_cast<float>(static_cast<double>(settings.filter_db) *
                                          (2 * uniform(w.word[2]) - 1) * nepers_per_db);
  }

  CANTUS_BODY void operator()(std::int64_t sample) const {
    const PhiloxWords w = words(sample, 0);
    const double stretch = around_one(settings.stretch, w.word[0]);
    const double shift = around_one(settings.shift, w.word[1]);
    Warp warp;
    // Divisions, which no compiler fuses with what follows.
    warp.frame_step = fixed(1 / stretch);
    warp.bin_step = fixed(1 / shift);
    const double covered = static_cast<double>(shape.num_frames) / stretch;
    warp.first_frame = fixed((static_cast<double>(shape.num_source_frames) - covered) / 2);
    draw_filter(sample, words(sample, 1), warp);
    warps[sample] = warp;
  }
};

void draw_warps(Queue& queue, const StepState* state, const WarpSettings& settings,
                const WarpShape& shape, std::int64_t batch_size, Warp* warps) {
  CANTUS_REQUIRE(
      settings.stretch >= 0 && settings.stretch < 1 && settings.shift >= 0 && settings.shift < 1,
      "a stretch or shift that is no part of one");
  for_each(queue, batch_size, DrawWarps{state, settings, shape, warps});
}

}  // namespace cantus
