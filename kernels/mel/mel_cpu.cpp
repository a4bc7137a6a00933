#include "kernels/core/batches.h"
#include "kernels/core/device_kernel.h"
#include "kernels/mel/mel.h"
#include "kernels/mel/mel_batch.h"

namespace cantus {

std::size_t mel_scratch_bytes(const Queue& queue, std::int64_t num_bins, std::int64_t num_bands) {
  if (!queue.memory().is_host()) return 0;
  return queue.num_threads() * (num_bins + num_bands) * sizeof(Lanes);
}

void mel_forward(Queue& queue, const FilterBankView& bank, std::int64_t num_frames, const float* x,
                 float* y) {
  if (const auto run = device_kernel(queue, "mel_forward", mel_forward))
    return run(queue, bank, num_frames, x, y);
  const std::int64_t lanes_each = bank.num_bins + bank.num_bands;
  for_each_batch(queue, num_frames, lanes_each, [&](std::int64_t first, Lanes* bins) {
    Lanes* bands = bins + bank.num_bins;
    const std::int64_t valid = std::min<std::int64_t>(kLanes, num_frames - first);
    rows_to_lanes(x + first * bank.num_bins, bank.num_bins, valid, bank.num_bins, nullptr, bins);
    mel_batch(bank, bins, bands);
    lanes_to_rows(bands, bank.num_bands, valid, bank.num_bands, y + first * bank.num_bands);
  });
}

}  // namespace cantus
