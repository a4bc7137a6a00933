#include "kernels/conv2d/conv2d_one_channel_cuda.h"
#include "kernels/conv2d/conv2d_paths_cuda.h"

// The gradient of the single channel, for saliency: every value of d_y goes into nine of d_x. d_y
// is read once, 4 bytes a value and 18 operations; d_x is 1/c_out of it. The floor on an H200 is
// the memory's: 2.5 us for an excerpt of Schlueter 2016.
//
// A block of 256 threads is `lanes` threads for the channels, four each, times 256 / lanes bands. A
// thread keeps its 9 x 4 weights in registers and walks along frames as far apart as the kernel's
// rows, so that of the three frames of gradients under the kernel two stay in registers; the bands
// beside its own are read by its neighbours too, out of the first cache. A tile of 32 frames reads
// two more. The channels' sums meet by shuffles.
namespace cantus::gpu::conv2d_one_channel {
namespace {

constexpr int kFrames = 32;  // outputs that a thread makes

template <typename T>
__device__ inline float4 gradient_at(const Shape& s, const T* __restrict__ d_sample, int frame,
                                     int band, int channel) {
  if (frame < 0 || frame >= s.out_t || band < 0 || band >= s.out_f || channel >= s.c_out)
    return make_float4(0.0f, 0.0f, 0.0f, 0.0f);
  return load_four(d_sample + (static_cast<std::int64_t>(frame) * s.out_f + band) * s.c_out +
                   channel);
}

// Blocks: sample, band tile, phase, frame tile.
template <typename T>
__global__ void __launch_bounds__(kThreads)
    data_kernel(Shape s, int num_band_tiles, int num_frame_tiles, const T* __restrict__ w,
                const T* __restrict__ d_y, T* __restrict__ d_x) {
  std::int64_t block = blockIdx.x;
  const int frame_tile = static_cast<int>(block % num_frame_tiles);
  block /= num_frame_tiles;
  const int phase = static_cast<int>(block % s.dilation_t);
  block /= s.dilation_t;
  const int band_tile = static_cast<int>(block % num_band_tiles);
  const std::int64_t sample = block / num_band_tiles;

  const int lane = static_cast<int>(threadIdx.x) % s.lanes;
  const int channel = lane * 4;
  const int band = band_tile * (kThreads / s.lanes) + static_cast<int>(threadIdx.x) / s.lanes;
  float weights[kTaps * kTaps][4] = {};
  if (channel < s.c_out) load_weights(w, channel, weights);
  const T* d_sample = d_y + sample * s.out_t * s.out_f * s.c_out;

  // window[i][j] is the gradient that tap (i, j) gave to the current frame.
  float4 window[kTaps][kTaps];
  const int first = phase + frame_tile * kFrames * s.dilation_t;
#pragma unroll
  for (int i = 1; i < kTaps; ++i)
#pragma unroll
    for (int j = 0; j < kTaps; ++j)
      window[i - 1][j] =
          gradient_at(s, d_sample, first + s.pad_t - i * s.dilation_t, band + s.pad_f - j, channel);
  for (int k = 0; k < kFrames; ++k) {
    const int frame = first + k * s.dilation_t;
    if (frame >= s.t) break;
#pragma unroll
    for (int j = 0; j < kTaps; ++j) {
      window[2][j] = window[1][j];
      window[1][j] = window[0][j];
      window[0][j] = gradient_at(s, d_sample, frame + s.pad_t, band + s.pad_f - j, channel);
    }
    float sum = 0.0f;
#pragma unroll
    for (int tap = 0; tap < kTaps * kTaps; ++tap) {
      const float4 d = window[tap / kTaps][tap % kTaps];
      sum += d.x * weights[tap][0];
      sum += d.y * weights[tap][1];
      sum += d.z * weights[tap][2];
      sum += d.w * weights[tap][3];
    }
    for (int offset = s.lanes / 2; offset > 0; offset /= 2)
      sum += __shfl_down_sync(0xffffffffu, sum, offset, s.lanes);
    if (lane == 0 && band < s.f) d_x[(sample * s.t + frame) * s.f + band] = T(sum);
  }
}

}  // namespace

template <typename T>
void backward_data(Queue& queue, const Conv2dShape& shape, const T* w, const T* d_y, T* d_x) {
  require_packs<4>(shape.c_out, d_y);
  const Shape s = kernel_shape(shape);
  const int bands = kThreads / s.lanes;
  const int num_band_tiles = (s.f + bands - 1) / bands;
  const int frames = kFrames * s.dilation_t;
  const int num_frame_tiles = (s.t + frames - 1) / frames;
  launch(data_kernel<T>, grid_of(s.n * num_band_tiles * s.dilation_t * num_frame_tiles),
         dim3(kThreads), 0, queue.stream(), s, num_band_tiles, num_frame_tiles, w, d_y, d_x);
}

template decltype(backward_data<float>) backward_data<float>;
template decltype(backward_data<Bfloat16>) backward_data<Bfloat16>;

}  // namespace cantus::gpu::conv2d_one_channel
