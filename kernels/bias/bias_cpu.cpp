#include "kernels/bias/bias.h"
#include "kernels/core/column_sums.h"
#include "kernels/core/device_kernel.h"

namespace cantus {

std::size_t bias_scratch_bytes(Queue& queue, std::int64_t num_rows, std::int64_t num_channels) {
  if (const auto run = device_kernel(queue, "bias_scratch_bytes", bias_scratch_bytes))
    return run(queue, num_rows, num_channels);
  return column_sums_scratch_bytes(num_rows, num_channels, 1);
}

template <typename T>
void bias_backward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const T* d_y,
                   T* d_bias) {
  if (const auto run = device_kernel(queue, "bias_backward", bias_backward<T>))
    return run(queue, num_rows, num_channels, d_y, d_bias);
  void* scratch = queue.scratch(bias_scratch_bytes(queue, num_rows, num_channels));
  const double* sums =
      column_sums<1>(queue, num_rows, num_channels, scratch, [=](std::int64_t row, std::int64_t c) {
        return std::array<double, 1>{static_cast<double>(d_y[row * num_channels + c])};
      });
  for (std::int64_t c = 0; c < num_channels; ++c) d_bias[c] = static_cast<T>(sums[c]);
}

template decltype(bias_backward<float>) bias_backward<float>;
template decltype(bias_backward<double>) bias_backward<double>;

}  // namespace cantus
