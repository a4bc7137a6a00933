#include "kernels/bias/bias.h"

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/launch.h"

namespace cantus {

template <typename T>
struct BiasForward {
  std::int64_t num_channels;
  const T* x;
  const T* bias;
  T* y;

  CANTUS_BODY void operator()(std::int64_t row, std::int64_t c) const {
    y[row * num_channels + c] = x[row * num_channels + c] + bias[c];
  }
};

template <typename T>
void bias_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const T* x,
                  const T* bias, T* y) {
  for_each(queue, num_rows, num_channels, BiasForward<T>{num_channels, x, bias, y});
}

template decltype(bias_forward<float>) bias_forward<float>;
template decltype(bias_forward<double>) bias_forward<double>;

}  // namespace cantus
