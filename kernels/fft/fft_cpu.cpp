#include "kernels/core/batches.h"
#include "kernels/core/device_kernel.h"
#include "kernels/fft/fft.h"
#include "kernels/fft/fft_batch.h"

namespace cantus {
namespace {

void unpack(const FftPlan& plan, const Lanes* packed, Lanes* spectrum) {
  const std::int64_t half = plan.n() / 2;
  for (std::int64_t k = 0; k <= half / 2; ++k) {
    const BinPair bins = unpack_bins(plan, packed, k);
    spectrum[2 * (half - k)] = bins.high.re * 0.5f;
    spectrum[2 * (half - k) + 1] = bins.high.im * -0.5f;
    spectrum[2 * k] = bins.low.re * 0.5f;
    spectrum[2 * k + 1] = bins.low.im * 0.5f;
  }
}

// The inverse of `unpack`, times 2 / n: points k and n / 2 - k of the packed complex spectrum.
void pack(const FftPlan& plan, const Lanes* spectrum, Lanes* packed) {
  const std::int64_t half = plan.n() / 2;
  const float scale = 1.0f / static_cast<float>(plan.n());
  for (std::int64_t k = 0; k <= half / 2; ++k) {
    const Lanes* a = spectrum + 2 * k;
    const Lanes* b = spectrum + 2 * (half - k);
    const bool edge = k == 0;
    const BinPair points =
        pack_pair<Lanes>({a[0], edge ? Lanes{} : a[1]}, {b[0], edge ? Lanes{} : b[1]},
                         plan.unpack_twiddles()[2 * k], plan.unpack_twiddles()[2 * k + 1]);
    if (!edge) {
      packed[2 * (half - k)] = points.high.re * scale;
      packed[2 * (half - k) + 1] = points.high.im * scale;
    }
    packed[2 * k] = points.low.re * scale;
    packed[2 * k + 1] = points.low.im * scale;
  }
}

}  // namespace

void fft_forward(Queue& queue, const FftPlan& plan, std::int64_t num_frames, const float* x,
                 float* spectrum) {
  if (const auto run = device_kernel(queue, "fft_forward", fft_forward))
    return run(queue, plan, num_frames, x, spectrum);
  const std::int64_t n = plan.n();
  const std::int64_t row = 2 * plan.num_bins();
  for_each_batch(queue, num_frames, fft_thread_lanes(plan), [&](std::int64_t first, Lanes* lanes) {
    const std::int64_t valid = std::min<std::int64_t>(kLanes, num_frames - first);
    rows_to_lanes(x + first * n, n, valid, n, nullptr, lanes);
    fft_batch(plan, lanes, lanes + 1);
    unpack(plan, lanes, lanes + n);
    lanes_to_rows(lanes + n, row, valid, row, spectrum + first * row);
  });
}

void fft_inverse(Queue& queue, const FftPlan& plan, std::int64_t num_frames, const float* spectrum,
                 float* x) {
  if (const auto run = device_kernel(queue, "fft_inverse", fft_inverse))
    return run(queue, plan, num_frames, spectrum, x);
  const std::int64_t n = plan.n();
  const std::int64_t row = 2 * plan.num_bins();
  for_each_batch(queue, num_frames, fft_thread_lanes(plan), [&](std::int64_t first, Lanes* lanes) {
    const std::int64_t valid = std::min<std::int64_t>(kLanes, num_frames - first);
    Lanes* packed = lanes;
    Lanes* natural = lanes + n;
    rows_to_lanes(spectrum + first * row, row, valid, row, nullptr, natural);
    pack(plan, natural, packed);
    fft_batch(plan, packed + 1, packed);
    for (std::int64_t j = 0; j < n / 2; ++j) {
      natural[2 * j] = packed[2 * plan.position()[j]];
      natural[2 * j + 1] = packed[2 * plan.position()[j] + 1];
    }
    lanes_to_rows(natural, n, valid, n, x + first * n);
  });
}

}  // namespace cantus
