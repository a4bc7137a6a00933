#pragma once

#include <cstdint>

#include "kernels/core/lanes.h"
#include "kernels/fft/fft.h"

// The Fourier transform of one batch of kLanes frames, for kernels of the CPU that fuse it with
// what stands before and after it. Point i of all frames is one Lanes.
namespace cantus {

// Transforms n / 2 complex points in place. Point j is (re[2 j], im[2 j]); afterwards point k
// stands at j = plan.position()[k]. Exchanging re and im makes it the inverse, not scaled.
void fft_batch(const FftPlan& plan, Lanes* re, Lanes* im);

struct Complex {
  Lanes re;
  Lanes im;
};

// Bins k and n / 2 - k of twice the real spectrum, the second one conjugated, from points k and
// n / 2 - k of the packed complex one: x_k = e + w o, conj x_(n/2 - k) = e - w o, with the spectra
// e, o of the even and odd samples and w = exp(-2 pi i k / n).
struct BinPair {
  Complex low;
  Complex high;
};

inline BinPair unpack_bins(const FftPlan& plan, const Lanes* packed, std::int64_t k) {
  const std::int64_t half = plan.n() / 2;
  const Lanes* a = packed + 2 * plan.position()[k];
  const Lanes* b = packed + 2 * plan.position()[k == 0 ? 0 : half - k];
  const float c = plan.unpack_twiddles()[2 * k];
  const float s = plan.unpack_twiddles()[2 * k + 1];
  const Complex even{a[0] + b[0], a[1] - b[1]};
  const Complex odd{a[1] + b[1], b[0] - a[0]};
  const Complex turned{odd.re * c - odd.im * s, odd.re * s + odd.im * c};
  return {{even.re + turned.re, even.im + turned.im}, {even.re - turned.re, even.im - turned.im}};
}

// Lanes of scratch that one thread of fft_forward and fft_inverse uses.
inline std::int64_t fft_thread_lanes(const FftPlan& plan) { return 2 * plan.n() + 2; }

}  // namespace cantus
