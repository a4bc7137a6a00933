#include <algorithm>

#include "kernels/conv2d/conv2d_one_channel.h"
#include "kernels/conv2d/conv2d_paths.h"
#include "kernels/core/blocks.h"
#include "kernels/core/lanes.h"

// The data gradient of a 3 x 3 kernel into one channel: a sum over all output channels of each
// gradient under the kernel. As many neighbouring bands as a register has lanes are computed
// together, each in a register of sums over channels; a transpose adds the lanes of all of them at
// once.
namespace cantus::conv2d_one_channel {
namespace {

// sums[b] += over channels of d[b + 2 - j] w[j], for bands b and frequency taps j; d holds the
// gradients of kLanes + 2 neighbouring bands.
void add_frame(std::int64_t c_out, const float* d, const float* w, Lanes (&sums)[kLanes]) {
  for (std::int64_t o = 0; o < c_out; o += kLanes) {
    const Lanes w0 = load_lanes(w + o);
    const Lanes w1 = load_lanes(w + c_out + o);
    const Lanes w2 = load_lanes(w + 2 * c_out + o);
    Lanes before = load_lanes(d + o);
    Lanes here = load_lanes(d + c_out + o);
#pragma GCC unroll 16
    for (int b = 0; b < kLanes; ++b) {
      const Lanes after = load_lanes(d + (b + 2) * c_out + o);
      sums[b] += before * w2;
      sums[b] += here * w1;
      sums[b] += after * w0;
      before = here;
      here = after;
    }
  }
}

void prefetch(const float* from, std::int64_t count) {
  constexpr std::int64_t kLine = 64 / sizeof(float);
  for (std::int64_t i = 0; i < count; i += kLine) __builtin_prefetch(from + i);
}

// The gradients of bands [first, first + kLanes + 2) of a frame, zeros outside of it.
void copy_bands(const Conv2dShape& s, const float* d_frame, std::int64_t first, float* to) {
  for (std::int64_t b = first; b < first + kLanes + 2; ++b, to += s.c_out) {
    if (b < 0 || b >= s.out_f())
      std::fill_n(to, s.c_out, 0.0f);
    else
      std::copy_n(d_frame + b * s.c_out, s.c_out, to);
  }
}

std::size_t backward_data_scratch_bytes(Queue& queue, const Conv2dShape& s) {
  return (kTaps * kTaps + queue.num_threads() * (kLanes + 2)) * s.c_out * sizeof(float);
}

void backward_data(Queue& queue, const Conv2dShape& s, const float* w, const float* d_y,
                   float* d_x) {
  auto* weights = static_cast<float*>(queue.scratch(backward_data_scratch_bytes(queue, s)));
  transpose_weights(s.c_out, w, weights);
  float* edges = weights + kTaps * kTaps * s.c_out;
  const std::int64_t num_rows = s.n * s.t;
  const std::int64_t num_tasks = std::min<std::int64_t>(queue.num_threads(), num_rows);
  const auto run_row = [&](std::int64_t row, float* edge) {
    const float* sample = d_y + row / s.t * s.out_t() * s.out_f() * s.c_out;
    for (std::int64_t f = 0; f < s.f; f += kLanes) {
      const std::int64_t first = f + s.pad_f() - (kTaps - 1);
      const bool inside = first >= 0 && first + kLanes + 2 <= s.out_f();
      Lanes sums[kLanes] = {};
      for (std::int64_t i = 0; i < kTaps; ++i) {
        const std::int64_t t = row % s.t + s.pad_t() - i * s.dilation_t;
        if (t < 0 || t >= s.out_t()) continue;
        const float* d_frame = sample + t * s.out_f() * s.c_out;
        prefetch(d_frame + (first + kLanes + 2) * s.c_out, kLanes * s.c_out);
        if (!inside) copy_bands(s, d_frame, first, edge);
        add_frame(s.c_out, inside ? d_frame + first * s.c_out : edge, weights + i * kTaps * s.c_out,
                  sums);
      }
      transpose(sums);
      for (int b = 1; b < kLanes; ++b) sums[0] += sums[b];
      store_lanes(d_x + row * s.f + f, sums[0], std::min<std::int64_t>(kLanes, s.f - f));
    }
  };
  parallel_for(queue, num_tasks, [&](std::int64_t task) {
    for (auto row = num_rows * task / num_tasks; row < num_rows * (task + 1) / num_tasks; ++row)
      run_row(row, edges + task * (kLanes + 2) * s.c_out);
  });
}

}  // namespace

const BackwardDataPath kBackwardData{suits, backward_data_scratch_bytes, backward_data};

}  // namespace cantus::conv2d_one_channel
