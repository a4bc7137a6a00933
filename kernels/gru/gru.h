#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/enum_names.h"
#include "kernels/core/precision.h"
#include "kernels/core/queue.h"

namespace cantus {

enum class ResetGate {
  kBefore,  // candidate from U (r * h'): Cho et al. 2014, Keras 2 with reset_after=False
  kAfter    // candidate from r * (U h'): cuDNN
};

template <>
struct EnumNames<ResetGate> {
  static constexpr std::array kNames{"before", "after"};
};

// Bidirectional gated recurrent layer with one input bias a gate and zero initial state. The two
// directions (0: forward in time, 1: backward) have weights of their own.
struct GruShape {
  std::int64_t n, t, num_inputs, num_units;  // sequences, frames, I, H
  ResetGate reset = ResetGate::kBefore;
  // For the products over all frames at once; the recurrence multiplies floats as they are.
  Precision precision = Precision::kFloat32;
};

// For each direction, with h' the state of the frame before (in its own direction) and gates in the
// order z, r, h:
//   z = sigmoid(W_z x + b_z + U_z h'),  r = sigmoid(W_r x + b_r + U_r h')
//   c = tanh(W_h x + b_h + U_h (r * h'))    (kBefore)
//   c = tanh(W_h x + b_h + r * (U_h h'))    (kAfter)
//   h = z * h' + (1 - z) * c
// T is float or double.
//   x [n, t, I], w_input [2, 3H, I], w_recurrent [2, 3H, H], bias [2, 3H],
//   h [n, t, 2H]: forward state | backward state, gates [gru_gates_size]: kept for the backward
//   pass
// Requires n, t, I, H >= 1, on a GPU H <= 1024 and t < 2^31. Errors, from the
// x_scratch_bytes: kSoftware where that is broken, kUnavailable where the device does not compute
// at the precision (require_precision).
template <typename T>
void gru_forward(Queue& queue, const GruShape& shape, const T* x, const T* w_input,
                 const T* w_recurrent, const T* bias, T* h, T* gates);

// All gradients from d_h [n, t, 2H] and what the forward pass left in h and gates; overwrites d_x,
// d_w_input, d_w_recurrent and d_bias.
template <typename T>
void gru_backward(Queue& queue, const GruShape& shape, const T* x, const T* w_input,
                  const T* w_recurrent, const T* h, const T* gates, const T* d_h, T* d_x,
                  T* d_w_input, T* d_w_recurrent, T* d_bias);

// Elements of `gates`: z, r, c, and U_h h' where reset is kAfter, for each frame and direction.
std::int64_t gru_gates_size(const GruShape& shape);

template <typename T = float>
std::size_t gru_forward_scratch_bytes(Queue& queue, const GruShape& shape);
template <typename T = float>
std::size_t gru_backward_scratch_bytes(Queue& queue, const GruShape& shape);

}  // namespace cantus
