#include "kernels/fft/fft_batch.h"

#include "kernels/core/error.h"
#include "kernels/fft/fft_butterflies.h"

namespace cantus {
namespace {

// Sub-blocks of at most this many points go through all their passes while they stand in the L1
// cache (128 points of 16 frames: 16 KiB).
constexpr std::int64_t kCachedPoints = 128;

template <int kRadix, bool kTurned>
inline void step(Lanes* re, Lanes* im, std::int64_t stride, const float* twiddles) {
  Complex x[kRadix];
#pragma GCC unroll 8
  for (int q = 0; q < kRadix; ++q) x[q] = {re[2 * q * stride], im[2 * q * stride]};
  butterfly(x);
#pragma GCC unroll 8
  for (int q = 0; q < kRadix; ++q) {
    if (kTurned && q > 0) x[q] = turn(x[q], twiddles[2 * q - 2], twiddles[2 * q - 1]);
    re[2 * q * stride] = x[q].re;
    im[2 * q * stride] = x[q].im;
  }
}

// Decimation in frequency, in place, over consecutive blocks of kRadix * stride points.
template <int kRadix>
void run_pass(const FftPlan::Pass& pass, std::int64_t num_blocks, Lanes* re, Lanes* im) {
  const std::int64_t stride = pass.stride;
  for (std::int64_t block = 0; block < num_blocks; ++block) {
    step<kRadix, false>(re, im, stride, nullptr);
    const float* twiddles = pass.twiddles.data();
    for (std::int64_t j = 1; j < stride; ++j) {
      twiddles += 2 * (kRadix - 1);
      step<kRadix, true>(re + 2 * j, im + 2 * j, stride, twiddles);
    }
    re += 2 * kRadix * stride;
    im += 2 * kRadix * stride;
  }
}

void run_pass(const FftPlan::Pass& pass, std::int64_t num_blocks, Lanes* re, Lanes* im) {
  switch (pass.radix) {
    case 2:
      return run_pass<2>(pass, num_blocks, re, im);
    case 3:
      return run_pass<3>(pass, num_blocks, re, im);
    case 4:
      return run_pass<4>(pass, num_blocks, re, im);
    case 5:
      return run_pass<5>(pass, num_blocks, re, im);
    case 7:
      return run_pass<7>(pass, num_blocks, re, im);
    case 8:
      return run_pass<8>(pass, num_blocks, re, im);
    default:
      CANTUS_REQUIRE(false, "a plan holds a radix without a butterfly");
  }
}

// Depth first while a block is larger than the cache, breadth first within it.
void run_passes(const FftPlan& plan, std::size_t first_pass, std::int64_t num_points, Lanes* re,
                Lanes* im) {
  const auto& passes = plan.passes();
  if (num_points <= kCachedPoints) {
    for (std::size_t p = first_pass; p < passes.size(); ++p)
      run_pass(passes[p], num_points / (passes[p].radix * passes[p].stride), re, im);
    return;
  }
  const auto& pass = passes[first_pass];
  run_pass(pass, 1, re, im);
  for (int q = 0; q < pass.radix; ++q) {
    const std::int64_t start = 2 * q * pass.stride;
    run_passes(plan, first_pass + 1, pass.stride, re + start, im + start);
  }
}

}  // namespace

void fft_batch(const FftPlan& plan, Lanes* re, Lanes* im) {
  run_passes(plan, 0, plan.n() / 2, re, im);
}

}  // namespace cantus
