#pragma once

#include "kernels/conv2d/conv2d.h"

// Our own parts of convolutions on a GPU. Only conv2d_cuda.cpp chooses among them.
namespace cantus::gpu {

// y [num_rows, channels] = act(y + bias) in place; bias may be null.
void add_bias_and_rectify(Queue& queue, std::int64_t num_rows, std::int64_t channels,
                          const float* bias, float slope, float* y);
void add_bias_and_rectify(Queue& queue, std::int64_t num_rows, std::int64_t channels,
                          const float* bias, float slope, Bfloat16* y);

// d_w [n] = partial, or d_w += partial where `adds`.
void widen(Queue& queue, std::int64_t n, const Bfloat16* partial, bool adds, float* d_w);

// A 3 x 3 kernel on one channel: nine products a value, so that memory decides.
namespace conv2d_one_channel {
bool suits(const Conv2dShape& shape);
std::size_t backward_weights_scratch_bytes(const Conv2dShape& shape);  // the others take none
// T: float or Bfloat16.
template <typename T>
void forward(Queue& queue, const Conv2dShape& shape, const T* x, const T* w, const float* bias,
             float slope, T* y);
template <typename T>
void backward_data(Queue& queue, const Conv2dShape& shape, const T* w, const T* d_y, T* d_x);
template <typename T>
void backward_weights(Queue& queue, const Conv2dShape& shape, const T* x, const T* d_y, float* d_w);
}  // namespace conv2d_one_channel

// A 3 x 3 kernel in plain floats on many channels, by Winograd's minimal filters.
namespace conv2d_winograd {
bool suits_forward(const Conv2dShape& shape);
bool suits_backward_data(const Conv2dShape& shape);
bool suits_backward_weights(const Conv2dShape& shape);
std::size_t scratch_bytes(const Conv2dShape& shape);  // of the first two
std::size_t backward_weights_scratch_bytes(const Conv2dShape& shape);
void forward(Queue& queue, const Conv2dShape& shape, const float* x, const float* w,
             const float* bias, float slope, float* y);
void backward_data(Queue& queue, const Conv2dShape& shape, const float* w, const float* d_y,
                   float* d_x);
void backward_weights(Queue& queue, const Conv2dShape& shape, const float* x, const float* d_y,
                      float* d_w);
}  // namespace conv2d_winograd

// The weight gradient of a 3 x 3 kernel in TF32, as outer products on tensor cores.
namespace conv2d_outer {
bool suits(const Conv2dShape& shape);
std::size_t scratch_bytes(const Conv2dShape& shape);
void backward_weights(Queue& queue, const Conv2dShape& shape, const float* x, const float* d_y,
                      float* d_w);
}  // namespace conv2d_outer

// A kernel over most of the bands, as a matrix product.
namespace conv2d_wide {
bool suits(const Conv2dShape& shape);
std::size_t scratch_bytes(Queue& queue, const Conv2dShape& shape);  // of any pass
template <typename T>
void forward(Queue& queue, const Conv2dShape& shape, const T* x, const T* w, const float* bias,
             float slope, T* y);
template <typename T>
void backward_data(Queue& queue, const Conv2dShape& shape, const T* w, const T* d_y, T* d_x);
template <typename T>
void backward_weights(Queue& queue, const Conv2dShape& shape, const T* x, const T* d_y, float* d_w);
}  // namespace conv2d_wide

}  // namespace cantus::gpu
