#pragma once

#include "kernels/conv2d/conv2d.h"
#include "kernels/core/gpu.h"

// What the kernels of conv2d_one_channel_cuda.cu and conv2d_one_channel_data_cuda.cu share.
namespace cantus::gpu::conv2d_one_channel {

constexpr int kTaps = 3;  // in time and in frequency
constexpr int kThreads = 256;

struct Shape {
  int t, f, c_out, out_t, out_f, pad_t, pad_f, dilation_t, lanes;
  std::int64_t n;
};

inline Shape kernel_shape(const Conv2dShape& s) {
  int lanes = 1;
  while (lanes * 4 < s.c_out) lanes *= 2;
  return {static_cast<int>(s.t),
          static_cast<int>(s.f),
          static_cast<int>(s.c_out),
          static_cast<int>(s.out_t()),
          static_cast<int>(s.out_f()),
          static_cast<int>(s.pad_t()),
          static_cast<int>(s.pad_f()),
          static_cast<int>(s.dilation_t),
          lanes,
          s.n};
}

// weights[tap][c] of channels channel + c, from w [c_out, tap].
__device__ inline void load_weights(const float* __restrict__ w, int channel,
                                    float (&weights)[kTaps * kTaps][4]) {
#pragma unroll
  for (int c = 0; c < 4; ++c)
#pragma unroll
    for (int tap = 0; tap < kTaps * kTaps; ++tap)
      weights[tap][c] = w[(channel + c) * kTaps * kTaps + tap];
}

inline dim3 grid_of(std::int64_t blocks) { return dim3(static_cast<unsigned>(blocks)); }

}  // namespace cantus::gpu::conv2d_one_channel
