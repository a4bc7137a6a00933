// The gradient of a bias: d_y is read once, 4 bytes an element, and summed over its rows in a fixed
// order; one small kernel adds up what the blocks found. The few rows of a dense layer's batch are
// added up by that kernel alone: such sums are bound by their launches.
#include "kernels/bias/bias.h"
#include "kernels/core/column_sums_cuda.h"
#include "kernels/core/device_kernel.h"

namespace cantus::gpu {
namespace {

constexpr std::int64_t kFewRows = 1024;

struct BiasTerms {
  static constexpr int kSums = 1;
  static constexpr int kRowsAtOnce = 4;
  static constexpr int kBlocksEach = 4;

  std::int64_t num_channels;
  const float* d_y;

  template <int kWidth>
  struct Columns {
    using Loaded = Pack<float, kWidth>;
    std::int64_t num_channels;
    const float* d_y;

    __device__ Columns(const BiasTerms& terms, std::int64_t channel)
        : num_channels(terms.num_channels), d_y(terms.d_y + channel) {}

    __device__ Loaded load(std::int64_t row) const {
      return load_pack<kWidth>(d_y + row * num_channels);
    }

    __device__ void add(const Loaded& d, Pack<float, kWidth> (&sums)[kSums]) const {
      for (int i = 0; i < kWidth; ++i) sums[0].at[i] += d.at[i];
    }
  };
};

std::size_t bias_scratch_bytes(Queue&, std::int64_t num_rows, std::int64_t num_channels) {
  return column_sums_scratch_bytes(num_rows, num_channels, BiasTerms::kSums);
}

void bias_backward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const float* d_y,
                   float* d_bias) {
  const StoreSum finish{d_bias};
  if (num_rows <= kFewRows)
    return finish_columns<BiasTerms::kSums>(queue, num_channels, static_cast<unsigned>(num_rows),
                                            d_y, finish);
  void* partial = queue.scratch(gpu::bias_scratch_bytes(queue, num_rows, num_channels));
  column_sums(queue, num_rows, num_channels, packs_fit(num_channels, d_y),
              BiasTerms{num_channels, d_y}, static_cast<double*>(partial), finish);
}

const DeviceKernel kScratchBytes{"bias_scratch_bytes", bias_scratch_bytes};
const DeviceKernel kBackward{"bias_backward", bias_backward};

}  // namespace
}  // namespace cantus::gpu
