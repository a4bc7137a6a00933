#pragma once

#include "kernels/conv2d/conv2d.h"

// The ways in which a convolution is computed. conv2d.cpp alone chooses between them.
namespace cantus {

// oneDNN's channels-last convolution: every shape.
namespace conv2d_library {
std::size_t forward_scratch_bytes(Queue& queue, const Conv2dShape& shape, float slope);
std::size_t backward_data_scratch_bytes(Queue& queue, const Conv2dShape& shape);
std::size_t backward_weights_scratch_bytes(Queue& queue, const Conv2dShape& shape);
void forward(Queue& queue, const Conv2dShape& shape, const float* x, const float* w,
             const float* bias, float slope, float* y);
void backward_data(Queue& queue, const Conv2dShape& shape, const float* w, const float* d_y,
                   float* d_x);
void backward_weights(Queue& queue, const Conv2dShape& shape, const float* x, const float* d_y,
                      float* d_w);
}  // namespace conv2d_library

// A 3 x 3 kernel on one channel.
namespace conv2d_one_channel {
bool suits(const Conv2dShape& shape);
std::size_t forward_scratch_bytes(const Conv2dShape& shape);
std::size_t backward_data_scratch_bytes(Queue& queue, const Conv2dShape& shape);
std::size_t backward_weights_scratch_bytes(const Conv2dShape& shape);
void forward(Queue& queue, const Conv2dShape& shape, const float* x, const float* w,
             const float* bias, float slope, float* y);
void backward_data(Queue& queue, const Conv2dShape& shape, const float* w, const float* d_y,
                   float* d_x);
void backward_weights(Queue& queue, const Conv2dShape& shape, const float* x, const float* d_y,
                      float* d_w);
}  // namespace conv2d_one_channel

// The weight gradient without padding, as outer products: ahead of oneDNN for 32 output channels,
// as fast for more, and the same on every number of threads.
namespace conv2d_outer {
bool suits(const Conv2dShape& shape);
std::size_t scratch_bytes(const Conv2dShape& shape);
void backward_weights(Queue& queue, const Conv2dShape& shape, const float* x, const float* d_y,
                      float* d_w);
}  // namespace conv2d_outer

// A kernel over most of the bands, as matrix products.
namespace conv2d_wide {
bool suits(const Conv2dShape& shape);
std::size_t forward_scratch_bytes(const Conv2dShape& shape);
std::size_t scratch_bytes(const Conv2dShape& shape);  // of each of the others
void forward(Queue& queue, const Conv2dShape& shape, const float* x, const float* w,
             const float* bias, float slope, float* y);
void backward_data(Queue& queue, const Conv2dShape& shape, const float* w, const float* d_y,
                   float* d_x);
void backward_weights(Queue& queue, const Conv2dShape& shape, const float* x, const float* d_y,
                      float* d_w);
}  // namespace conv2d_wide

}  // namespace cantus
