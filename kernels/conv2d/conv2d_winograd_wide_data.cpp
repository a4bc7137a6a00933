#include "kernels/conv2d/conv2d_paths.h"
#include "kernels/conv2d/winograd_product.h"
#include "kernels/core/blocks.h"

// The data gradient of many bands' taps by Winograd's minimal filters, whose forward pass it turns
// round: gradients of outputs to points, a product with the taps at each, and from there back to
// the inputs under every group of taps, where neighbouring groups and frames add up. As a
// convolution of the turned taps it would see little but the zeros around few bands.
namespace cantus::conv2d_winograd {
namespace {

struct Work {
  explicit Work(const Conv2dShape& s)
      : c(forward_of(s)),
        tiling(c),
        product(c.c_out, c.depth()),
        num_runs(c.n * c.dilation),
        run(tiling.count() / num_runs) {}

  std::int64_t num_strips(const Queue& queue) const {
    return std::min<std::int64_t>(queue.num_threads(), num_runs);
  }
  std::size_t scratch_bytes(const Queue& queue) const {
    return product.scratch_bytes(num_strips(queue));
  }

  Correlation c;
  Tiling tiling;
  Product product;
  // Tiles of one sample whose frames meet no others': they are added in order by one thread.
  std::int64_t num_runs, run;
};

// From w [c_out, 3, k_f, c_in], as they stand.
void store_taps(Queue& queue, const Work& work, const float* w, float* taps) {
  const Correlation& c = work.c;
  parallel_for(queue, c.c_out, [&](std::int64_t o) {
    for (std::int64_t k = 0; k < c.depth(); k += kChannels) {
      Channels g[kTaps][kTaps], u[kPoints];
      load_taps(w + o * kTaps * c.k_f * c.c_in + k % c.c_in, c.k_f, c.c_in, k / c.c_in, g);
      points_of_taps(g, u);
      for (std::int64_t point = 0; point < kPoints; ++point)
        store(taps + work.product.taps.at(point, o, k), u[point]);
    }
  });
}

// d_x under one group of taps += what its points [c_in] give.
void add_inputs(const Patch<kInT, kInF>& patch, std::int64_t channels, std::int64_t point_stride,
                const float* points, float* d_x) {
  for (std::int64_t c = 0; c < channels; c += kChannels) {
    Channels rows[kInT][kInF];
#pragma GCC unroll 8
    for (int j = 0; j < kInF; ++j) {
      Channels v[kInT], d[kInT];
#pragma GCC unroll 4
      for (int i = 0; i < kInT; ++i) v[i] = load(points + (i * kInF + j) * point_stride + c);
      gradient_of_frame_points(v, d);
#pragma GCC unroll 4
      for (int i = 0; i < kInT; ++i) rows[i][j] = d[i];
    }
#pragma GCC unroll 4
    for (int i = 0; i < kInT; ++i) {
      if (!patch.inside[i]) continue;
      Channels d[kInF];
      gradient_of_band_points(rows[i], d);
      float* to = d_x + patch.offset[i] * channels + c;
#pragma GCC unroll 8
      for (int j = 0; j < kInF; ++j)
        if (patch.has(i, j)) store<float>(to + j * channels, load(to + j * channels) + d[j]);
    }
  }
}

void add_tile(const Work& work, const Spot& spot, std::int64_t tile, const float* sums,
              float* d_x) {
  const Correlation& c = work.c;
  const PointLayout& from = work.product.sums;
  for (std::int64_t group = 0; group < c.groups(); ++group)
    add_inputs(inputs_of(c, spot, group), c.c_in, from.stride,
               sums + from.at(0, tile) + group * c.c_in, d_x);
}

bool suits(const Conv2dShape& s) { return s.k_f > kTaps && suits(s, forward_of(s), kProductRows); }

std::size_t scratch_bytes(Queue& queue, const Conv2dShape& s) {
  return Work(s).scratch_bytes(queue);
}

void data_gradient(Queue& queue, const Conv2dShape& s, const float* w, const float* d_y,
                   float* d_x) {
  const Work work(s);
  const Product& product = work.product;
  auto* scratch = static_cast<float*>(queue.scratch(work.scratch_bytes(queue)));
  store_taps(queue, work, w, scratch);
  const std::int64_t frame = s.f * s.c_in;
  parallel_for(queue, s.n * s.t,
               [&](std::int64_t t) { std::fill_n(d_x + t * frame, frame, 0.0f); });
  const std::int64_t count = work.num_strips(queue);
  parallel_for(queue, count, [&](std::int64_t strip) {
    float* gradients = product.values_of(scratch, strip);
    float* sums = gradients + product.values.size();
    const std::int64_t end = work.num_runs * (strip + 1) / count * work.run;
    for (auto first = work.num_runs * strip / count * work.run; first < end;
         first += product.at_once) {
      const std::int64_t num_tiles = std::min(product.at_once, end - first);
      for (std::int64_t i = 0; i < num_tiles; ++i)
        store_gradient_points(work.c, d_y, work.tiling[first + i], product.values, i, gradients);
      product.run(num_tiles, scratch, gradients, sums);
      for (std::int64_t i = 0; i < num_tiles; ++i)
        add_tile(work, work.tiling[first + i], i, sums, d_x);
    }
  });
}

}  // namespace

const BackwardDataPath kWideBackwardData{suits, scratch_bytes, data_gradient};

}  // namespace cantus::conv2d_winograd
