#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace cantus::reference {

// A bidirectional gated recurrent layer, one value at a time. Weights [2, 3 units, ...] in the
// order update, reset, candidate.
struct Gru {
  std::int64_t n, t, num_inputs, num_units;
  bool reset_after;
};

template <typename T>
T logistic(T x) {
  return T(1) / (T(1) + std::exp(-x));
}

// dot(w row, v)
template <typename T>
T row_times(const std::vector<T>& w, std::int64_t row, const std::vector<T>& v) {
  T sum = 0;
  for (std::size_t i = 0; i < v.size(); ++i) sum += w[row * v.size() + i] * v[i];
  return sum;
}

// The values of one frame of one sequence and direction.
template <typename T>
struct GruFrame {
  std::vector<T> in, previous, z, r, product, candidate, state;  // product: U_h h' or U_h (r h')
};

template <typename T>
GruFrame<T> gru_frame(const Gru& s, std::int64_t direction, std::vector<T> in,
                      std::vector<T> previous, const std::vector<T>& w, const std::vector<T>& u,
                      const std::vector<T>& bias) {
  const std::int64_t units = s.num_units;
  const auto row = [&](std::int64_t gate, std::int64_t j) {
    return (direction * 3 + gate) * units + j;
  };
  GruFrame<T> f;
  std::vector<T> reset_state;
  for (std::int64_t j = 0; j < units; ++j) {
    const auto gate = [&](std::int64_t g) {
      return logistic(row_times(w, row(g, j), in) + bias[row(g, j)] +
                      row_times(u, row(g, j), previous));
    };
    f.z.push_back(gate(0));
    f.r.push_back(gate(1));
    reset_state.push_back(f.r[j] * previous[j]);
  }
  for (std::int64_t j = 0; j < units; ++j) {
    f.product.push_back(row_times(u, row(2, j), s.reset_after ? previous : reset_state));
    f.candidate.push_back(std::tanh(row_times(w, row(2, j), in) + bias[row(2, j)] +
                                    (s.reset_after ? f.r[j] * f.product[j] : f.product[j])));
    f.state.push_back(f.z[j] * previous[j] + (T(1) - f.z[j]) * f.candidate[j]);
  }
  f.in = std::move(in);
  f.previous = std::move(previous);
  return f;
}

// The frames of one sequence, in the order of its direction.
template <typename T>
std::vector<GruFrame<T>> gru_sequence(const Gru& s, std::int64_t direction, std::int64_t n,
                                      const std::vector<T>& x, const std::vector<T>& w,
                                      const std::vector<T>& u, const std::vector<T>& bias) {
  std::vector<GruFrame<T>> frames;
  std::vector<T> state(s.num_units, T(0));
  for (std::int64_t step = 0; step < s.t; ++step) {
    const auto from =
        x.begin() + (n * s.t + (direction == 0 ? step : s.t - 1 - step)) * s.num_inputs;
    frames.push_back(
        gru_frame(s, direction, std::vector<T>(from, from + s.num_inputs), state, w, u, bias));
    state = frames.back().state;
  }
  return frames;
}

template <typename T>
void gru_forward(const Gru& s, const std::vector<T>& x, const std::vector<T>& w,
                 const std::vector<T>& u, const std::vector<T>& bias, std::vector<T>& h) {
  for (std::int64_t d = 0; d < 2; ++d)
    for (std::int64_t n = 0; n < s.n; ++n) {
      const auto frames = gru_sequence(s, d, n, x, w, u, bias);
      for (std::int64_t step = 0; step < s.t; ++step)
        for (std::int64_t j = 0; j < s.num_units; ++j)
          h[((n * s.t + (d == 0 ? step : s.t - 1 - step)) * 2 + d) * s.num_units + j] =
              frames[step].state[j];
    }
}

// The chain rule, frame by frame from the last. Every gate's sum has one gradient, which is passed
// on to its weights, its bias, the input and the previous state.
template <typename T>
void gru_backward(const Gru& s, const std::vector<T>& x, const std::vector<T>& w,
                  const std::vector<T>& u, const std::vector<T>& bias, const std::vector<T>& d_h,
                  std::vector<T>& d_x, std::vector<T>& d_w, std::vector<T>& d_u,
                  std::vector<T>& d_bias) {
  const std::int64_t units = s.num_units;
  for (auto* out : {&d_x, &d_w, &d_u, &d_bias}) out->assign(out->size(), T(0));
  for (std::int64_t d = 0; d < 2; ++d)
    for (std::int64_t n = 0; n < s.n; ++n) {
      const auto frames = gru_sequence(s, d, n, x, w, u, bias);
      std::vector<T> carried(units, T(0));
      for (std::int64_t step = s.t - 1; step >= 0; --step) {
        const auto& f = frames[step];
        const std::int64_t frame = n * s.t + (d == 0 ? step : s.t - 1 - step);
        std::vector<T> d_previous(units, T(0));
        std::vector<T> d_reset_state(units, T(0)), d_r(units, T(0));
        const auto input_side = [&](std::int64_t row, T gradient) {
          d_bias[row] += gradient;
          for (std::int64_t i = 0; i < s.num_inputs; ++i) {
            d_w[row * s.num_inputs + i] += gradient * f.in[i];
            d_x[frame * s.num_inputs + i] += gradient * w[row * s.num_inputs + i];
          }
        };
        const auto state_side = [&](std::int64_t row, T gradient, bool of_reset_state) {
          for (std::int64_t i = 0; i < units; ++i) {
            d_u[row * units + i] += gradient * f.previous[i] * (of_reset_state ? f.r[i] : T(1));
            (of_reset_state ? d_reset_state : d_previous)[i] += gradient * u[row * units + i];
          }
        };
        for (std::int64_t j = 0; j < units; ++j) {
          const T d_state = d_h[(frame * 2 + d) * units + j] + carried[j];
          const T d_z = d_state * (f.previous[j] - f.candidate[j]) * f.z[j] * (T(1) - f.z[j]);
          const T d_c = d_state * (T(1) - f.z[j]) * (T(1) - f.candidate[j] * f.candidate[j]);
          d_previous[j] += d_state * f.z[j];
          input_side((d * 3 + 0) * units + j, d_z);
          state_side((d * 3 + 0) * units + j, d_z, false);
          input_side((d * 3 + 2) * units + j, d_c);
          state_side((d * 3 + 2) * units + j, s.reset_after ? d_c * f.r[j] : d_c, !s.reset_after);
          if (s.reset_after) d_r[j] = d_c * f.product[j];
        }
        for (std::int64_t j = 0; j < units; ++j) {
          if (!s.reset_after) {
            d_r[j] = d_reset_state[j] * f.previous[j];
            d_previous[j] += d_reset_state[j] * f.r[j];
          }
          const T d_sum = d_r[j] * f.r[j] * (T(1) - f.r[j]);
          input_side((d * 3 + 1) * units + j, d_sum);
          state_side((d * 3 + 1) * units + j, d_sum, false);
        }
        carried = d_previous;
      }
    }
}

}  // namespace cantus::reference
