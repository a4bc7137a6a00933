#include "kernels/last_states/last_states.h"

#include "kernels/core/launch.h"

namespace cantus {

template <typename T>
struct LastStatesForward {
  std::int64_t t, num_units;
  const T* x;
  T* y;
  CANTUS_BODY void operator()(std::int64_t sample, std::int64_t c) const {
    const std::int64_t frame = c < num_units ? t - 1 : 0;
    y[sample * 2 * num_units + c] = x[(sample * t + frame) * 2 * num_units + c];
  }
};

// One body an element of d_x; rows are (sample, frame).
template <typename T>
struct LastStatesBackward {
  std::int64_t t, num_units;
  const T* d_y;
  T* d_x;
  CANTUS_BODY void operator()(std::int64_t row, std::int64_t c) const {
    const std::int64_t frame = row % t;
    const bool last = frame == (c < num_units ? t - 1 : 0);
    const T d = d_y[row / t * 2 * num_units + c];
    d_x[row * 2 * num_units + c] = last ? d : T(0);
  }
};

template <typename T>
void last_states_forward(Queue& queue, std::int64_t n, std::int64_t t, std::int64_t num_units,
                         const T* x, T* y) {
  for_each(queue, n, 2 * num_units, LastStatesForward<T>{t, num_units, x, y});
}

template <typename T>
void last_states_backward(Queue& queue, std::int64_t n, std::int64_t t, std::int64_t num_units,
                          const T* d_y, T* d_x) {
  for_each(queue, n * t, 2 * num_units, LastStatesBackward<T>{t, num_units, d_y, d_x});
}

template decltype(last_states_forward<float>) last_states_forward<float>;
template decltype(last_states_forward<double>) last_states_forward<double>;
template decltype(last_states_backward<float>) last_states_backward<float>;
template decltype(last_states_backward<double>) last_states_backward<double>;

}  // namespace cantus
