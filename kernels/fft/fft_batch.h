#pragma once

#include <cstdint>

#include "kernels/core/lanes.h"
#include "kernels/fft/fft.h"
#include "kernels/fft/fft_complex.h"

// The Fourier transform of one batch of kLanes frames, for kernels of the CPU that fuse it with
// what stands before and after it. Point i of all frames is one Lanes.
namespace cantus {

// Transforms n / 2 complex points in place. Point j is (re[2 j], im[2 j]); afterwards point k
// stands at j = plan.position()[k]. Exchanging re and im makes it the inverse, not scaled.
void fft_batch(const FftPlan& plan, Lanes* re, Lanes* im);

using Complex = ComplexOf<Lanes>;
using BinPair = PairOf<Lanes>;

// Bins k and n / 2 - k of twice the real spectrum, the second one conjugated.
inline BinPair unpack_bins(const FftPlan& plan, const Lanes* packed, std::int64_t k) {
  const Lanes* a = packed + 2 * plan.position()[k];
  const Lanes* b = packed + 2 * plan.position()[k == 0 ? 0 : plan.n() / 2 - k];
  return unpack_pair<Lanes>({a[0], a[1]}, {b[0], b[1]}, plan.unpack_twiddles()[2 * k],
                            plan.unpack_twiddles()[2 * k + 1]);
}

// Lanes of scratch that one thread of fft_forward and fft_inverse uses.
inline std::int64_t fft_thread_lanes(const FftPlan& plan) { return 2 * plan.n() + 2; }

}  // namespace cantus
