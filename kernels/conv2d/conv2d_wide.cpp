#include <algorithm>

#include "kernels/conv2d/conv2d_paths.h"
#include "kernels/core/blocks.h"
#include "kernels/gemm/gemm.h"

// A kernel that spans most of the bands (3 x 115 on 118 in Schlueter 2016) as few large products.
// Channels-last, the bands and channels under the kernel at one band offset are one run of
// k_f * c_in values in a frame, so that all frames of all samples are a matrix [n t, run], with the
// whole frame as its row distance and no copy. The weights are a matrix [c_out k_t, run] as they
// stand. Their product holds, for each frame, what it gives to each output as each of its time
// taps; frames too near a sample's end for a tap are computed in vain (2 of 33).
namespace cantus::conv2d_wide {
namespace {

std::int64_t num_frames(const Conv2dShape& s) { return s.n * s.t; }
std::int64_t run(const Conv2dShape& s) { return s.k_f * s.c_in; }
std::int64_t num_taps(const Conv2dShape& s) { return s.c_out * s.k_t; }

float* tap_matrix(Queue& queue, const Conv2dShape& s) {
  return static_cast<float*>(queue.scratch(scratch_bytes(s)));
}

// to [run, c_out k_t] from w: the form in which a product reads weights fastest.
void transpose_weights(Queue& queue, const Conv2dShape& s, const float* w, float* to) {
  constexpr std::int64_t kLine = 16;  // one cache line of `to`
  parallel_for(queue, (num_taps(s) + kLine - 1) / kLine, [&](std::int64_t i) {
    const std::int64_t first = i * kLine;
    const std::int64_t count = std::min(kLine, num_taps(s) - first);
    for (std::int64_t k = 0; k < run(s); ++k)
      for (std::int64_t tap = first; tap < first + count; ++tap)
        to[k * num_taps(s) + tap] = w[tap * run(s) + k];
  });
}

// y[:, :, band, :] from taps [n t, c_out k_t].
void gather_taps(Queue& queue, const Conv2dShape& s, const float* taps, const float* bias,
                 float slope, std::int64_t band, float* y) {
  parallel_for(queue, s.n * s.out_t(), [&](std::int64_t i) {
    const std::int64_t first = i % s.out_t() - s.pad_t();
    const std::int64_t begin = first < 0 ? (-first + s.dilation_t - 1) / s.dilation_t : 0;
    const std::int64_t end = std::min(s.k_t, (s.t - first + s.dilation_t - 1) / s.dilation_t);
    const float* sample = taps + i / s.out_t() * s.t * num_taps(s);
    float* out = y + (i * s.out_f() + band) * s.c_out;
    for (std::int64_t o = 0; o < s.c_out; ++o) {
      float sum = bias ? bias[o] : 0.0f;
      for (std::int64_t k = begin; k < end; ++k)
        sum += sample[(first + k * s.dilation_t) * num_taps(s) + o * s.k_t + k];
      out[o] = sum < 0 ? slope * sum : sum;
    }
  });
}

// The transpose of gather_taps: taps [n t, c_out k_t] from d_y[:, :, band, :], zero where a frame
// has no such tap.
void scatter_taps(Queue& queue, const Conv2dShape& s, const float* d_y, std::int64_t band,
                  float* taps) {
  parallel_for(queue, num_frames(s), [&](std::int64_t i) {
    const std::int64_t sample = i / s.t;
    float* out = taps + i * num_taps(s);
    for (std::int64_t k = 0; k < s.k_t; ++k) {
      const std::int64_t t = i % s.t + s.pad_t() - k * s.dilation_t;
      const bool inside = t >= 0 && t < s.out_t();
      const float* from =
          inside ? d_y + ((sample * s.out_t() + t) * s.out_f() + band) * s.c_out : nullptr;
      for (std::int64_t o = 0; o < s.c_out; ++o) out[o * s.k_t + k] = inside ? from[o] : 0.0f;
    }
  });
}

}  // namespace

bool suits(const Conv2dShape& s) {
  return (s.padding == Padding::kValid || s.padding == Padding::kFullFrames) && s.k_f >= 16;
}

std::size_t scratch_bytes(const Conv2dShape& s) {
  return num_frames(s) * num_taps(s) * sizeof(float);
}

std::size_t forward_scratch_bytes(const Conv2dShape& s) {
  return scratch_bytes(s) + run(s) * num_taps(s) * sizeof(float);
}

void forward(Queue& queue, const Conv2dShape& s, const float* x, const float* w, const float* bias,
             float slope, float* y) {
  auto* taps = static_cast<float*>(queue.scratch(forward_scratch_bytes(s)));
  float* weights = taps + num_frames(s) * num_taps(s);
  transpose_weights(queue, s, w, weights);
  const GemmShape product{.m = num_frames(s), .n = num_taps(s), .k = run(s), .lda = s.f * s.c_in};
  for (std::int64_t band = 0; band < s.out_f(); ++band) {
    gemm(queue, product, x + band * s.c_in, weights, taps);
    gather_taps(queue, s, taps, bias, slope, band, y);
  }
}

void backward_data(Queue& queue, const Conv2dShape& s, const float* w, const float* d_y,
                   float* d_x) {
  float* taps = tap_matrix(queue, s);
  const GemmShape product{
      .m = num_frames(s), .n = run(s), .k = num_taps(s), .ldc = s.f * s.c_in, .accumulate = true};
  const std::int64_t frame = s.f * s.c_in;
  parallel_for(queue, num_frames(s),
               [&](std::int64_t i) { std::fill_n(d_x + i * frame, frame, 0.0f); });
  for (std::int64_t band = 0; band < s.out_f(); ++band) {
    scatter_taps(queue, s, d_y, band, taps);
    gemm(queue, product, taps, w, d_x + band * s.c_in);
  }
}

void backward_weights(Queue& queue, const Conv2dShape& s, const float* x, const float* d_y,
                      float* d_w) {
  float* taps = tap_matrix(queue, s);
  GemmShape product{
      .m = num_taps(s), .n = run(s), .k = num_frames(s), .transpose_a = true, .ldb = s.f * s.c_in};
  for (std::int64_t band = 0; band < s.out_f(); ++band) {
    scatter_taps(queue, s, d_y, band, taps);
    product.accumulate = band > 0;
    gemm(queue, product, taps, x + band * s.c_in, d_w);
  }
}

}  // namespace cantus::conv2d_wide
