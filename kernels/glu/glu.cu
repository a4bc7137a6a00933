#include "kernels/glu/glu.h"

#include "kernels/core/bfloat16.h"
#include "kernels/core/launch.h"
#include "kernels/core/math.h"
#include "kernels/glu/gate.h"

namespace cantus {

// One body an output channel of one row; rows follow one another at 2 * num_channels in x.
template <typename T>
struct GluForward {
  std::int64_t num_channels;
  const T* x;
  T* y;

  CANTUS_BODY void operator()(std::int64_t row, std::int64_t c) const {
    const T* in = x + row * 2 * num_channels;
    using A = Arithmetic<T>;
    y[row * num_channels + c] = T(A(in[c]) * math::sigmoid(A(in[num_channels + c])));
  }
};

template <typename T>
struct GluBackward {
  std::int64_t num_channels;
  const T* x;
  const T* d_y;
  T* d_x;

  CANTUS_BODY void operator()(std::int64_t row, std::int64_t c) const {
    const T* in = x + row * 2 * num_channels;
    T* out = d_x + row * 2 * num_channels;
    using A = Arithmetic<T>;
    A d_linear, d_gate;
    gate_gradients(A(in[c]), math::sigmoid(A(in[num_channels + c])), A(d_y[row * num_channels + c]),
                   d_linear, d_gate);
    out[c] = T(d_linear);
    out[num_channels + c] = T(d_gate);
  }
};

template <typename T>
void glu_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const T* x, T* y) {
  for_each(queue, num_rows, num_channels, GluForward<T>{num_channels, x, y});
}

template <typename T>
void glu_backward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const T* x,
                  const T* d_y, T* d_x) {
  for_each(queue, num_rows, num_channels, GluBackward<T>{num_channels, x, d_y, d_x});
}

template decltype(glu_forward<float>) glu_forward<float>;
template decltype(glu_forward<double>) glu_forward<double>;
template decltype(glu_forward<Bfloat16>) glu_forward<Bfloat16>;
template decltype(glu_backward<float>) glu_backward<float>;
template decltype(glu_backward<Bfloat16>) glu_backward<Bfloat16>;
template decltype(glu_backward<double>) glu_backward<double>;

}  // namespace cantus
