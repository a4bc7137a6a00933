#pragma once

#include <cstdint>
#include <vector>

#include "kernels/core/device_table.h"
#include "kernels/core/queue.h"

namespace cantus {

// Whether n points can be transformed: n is even and has no prime factor above 7.
bool fft_supports(std::int64_t n);

// The tables of a real Fourier transform of n points, made once while planning. The n real points
// are transformed as n / 2 complex ones, in place, in passes of radix 2, 3, 4, 5, 7 and 8.
class FftPlan {
 public:
  // One pass over blocks of radix * stride points; twiddles [stride, radix - 1] as (cos, -sin).
  struct Pass {
    int radix;
    std::int64_t stride;
    std::vector<float> twiddles;
  };

  // Makes room for the transforms in the queue's scratch. Requires fft_supports(n). On a GPU frames
  // are transformed in shared memory: of more than kMaxDevicePoints the plan has no tables there,
  // and fft_forward and fft_inverse refuse it.
  FftPlan(Queue& queue, std::int64_t n);
  static constexpr std::int64_t kMaxDevicePoints = 12288;

  std::int64_t n() const { return n_; }
  std::int64_t num_bins() const { return n_ / 2 + 1; }

  const std::vector<Pass>& passes() const { return passes_; }
  // position()[k]: where the passes, working in place, leave point k of the n / 2 complex ones.
  const std::vector<std::int32_t>& position() const { return position_; }
  // unpack_twiddles()[2k], [2k + 1] = cos, -sin of 2 pi k / n, for k <= n / 4.
  const std::vector<float>& unpack_twiddles() const { return unpack_twiddles_; }

  // The same where a kernel of the queue's GPU reads it; null on the CPU. Twiddles of all passes,
  // one pass after the other, each [radix - 1, stride]; then those of unpack_twiddles().
  const float* device_twiddles() const { return device_twiddles_.data(); }
  const std::int32_t* device_position() const { return device_position_.data(); }
  // Of 1024 points, for kernels/fft/fft_half_warp_cuda.h: the factors of the transforms of row p,
  // [4, 32, 2]; then exp(-2 pi i k / 1024) of the first bin of each thread's pair r, [8, 16, 2].
  const float* device_half_warp_tables() const { return device_half_warp_tables_.data(); }

 private:
  std::int64_t n_;
  std::vector<Pass> passes_;
  std::vector<std::int32_t> position_;
  std::vector<float> unpack_twiddles_;
  DeviceTable<float> device_twiddles_;
  DeviceTable<std::int32_t> device_position_;
  DeviceTable<float> device_half_warp_tables_;
};

// spectrum_k = sum_i x_i exp(-2 pi i k / n): the discrete Fourier transform of each row.
//   x [num_frames, n], spectrum [num_frames, n / 2 + 1, (re, im)]
// The error against exact arithmetic is at most 1e-7 log2(n) times the root mean square of the
// row's spectrum in every bin (tested for all sizes up to 4096).
void fft_forward(Queue& queue, const FftPlan& plan, std::int64_t num_frames, const float* x,
                 float* spectrum);

// The inverse, scaled by 1 / n: fft_inverse(fft_forward(x)) = x. The imaginary parts of the first
// and the last bin are ignored.
void fft_inverse(Queue& queue, const FftPlan& plan, std::int64_t num_frames, const float* spectrum,
                 float* x);

}  // namespace cantus
