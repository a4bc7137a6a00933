#include "kernels/bias/bias.h"

#include "kernels/bias/bias_body.h"
#include "kernels/core/launch.h"

namespace cantus {

template <typename T>
void bias_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const T* x,
                  const T* bias, T* y) {
  for_each(queue, num_rows, num_channels, BiasForward<T>{num_channels, x, bias, y});
}

template void bias_forward(Queue&, std::int64_t, std::int64_t, const float*, const float*, float*);
template void bias_forward(Queue&, std::int64_t, std::int64_t, const double*, const double*,
                           double*);

}  // namespace cantus
