#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernels/core/queue.h"
#include "kernels/gru/gru.h"

namespace cantus::gpu {

// c = a^T b, summed over all frames of all sequences.
//   a [frames, m] and b [frames, n], rows row_a and row_b apart; c [m, n]
struct FrameProduct {
  std::int64_t m, n, row_a, row_b;
  const float* a = nullptr;
  const float* b = nullptr;
  float* c = nullptr;
};

// The gradients of a recurrent layer's weights: one product for all input weights, and for each
// direction one for the gates' recurrent weights and one for the candidate's.
using GruWeightProducts = std::array<FrameProduct, 5>;

std::int64_t frame_products_scratch_floats(const GruShape& s);

// In float32, whatever the shape's precision; in an order that depends on the shape alone.
//   partial [frame_products_scratch_floats]
void multiply_frames(Queue& queue, const GruShape& s, const GruWeightProducts& products,
                     float* partial);

}  // namespace cantus::gpu
