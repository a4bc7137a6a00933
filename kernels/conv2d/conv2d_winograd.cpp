#include "kernels/conv2d/conv2d_paths.h"
#include "kernels/conv2d/winograd_product.h"
#include "kernels/core/blocks.h"
#include "kernels/leaky_relu/rectifier.h"

// The forward pass, and the data gradient of three bands' taps, which is one of the turned taps, by
// Winograd's minimal filters. A thread takes a block of tiles through three stages while a cache
// holds it: inputs to points, a small matrix product at each point, and points to outputs.
namespace cantus::conv2d_winograd {
namespace {

struct Work {
  explicit Work(const Correlation& correlation)
      : c(correlation),
        tiling(c),
        product(c.depth(), c.c_out),
        num_blocks((tiling.count() + product.at_once - 1) / product.at_once) {}

  std::int64_t num_strips(const Queue& queue) const {
    return std::min<std::int64_t>(queue.num_threads(), num_blocks);
  }
  std::size_t scratch_bytes(const Queue& queue) const {
    return product.scratch_bytes(num_strips(queue));
  }

  Correlation c;
  Tiling tiling;
  Product product;
  std::int64_t num_blocks;
};

// From w [c_out, 3, k_f, c_in].
void taps_of_forward(Queue& queue, const Work& work, const float* w, float* taps) {
  const Correlation& c = work.c;
  parallel_for(queue, c.c_out / kChannels * c.groups(), [&](std::int64_t i) {
    const std::int64_t o = i / c.groups() * kChannels, group = i % c.groups();
    for (std::int64_t from = 0; from < c.c_in; from += kChannels) {
      Channels u[kChannels][kPoints], g[kTaps][kTaps];
      for (std::int64_t k = 0; k < kChannels; ++k) {
        load_taps(w + (o + k) * kTaps * c.k_f * c.c_in + from, c.k_f, c.c_in, group, g);
        points_of_taps(g, u[k]);
      }
      for (std::int64_t point = 0; point < kPoints; ++point)
        store_transposed(reinterpret_cast<const float*>(&u[0][point]), kPoints * kChannels,
                         taps + work.product.taps.at(point, group * c.c_in + from, o),
                         work.product.taps.panel);
    }
  });
}

// Of the data gradient, whose c_in and c_out are meant: the taps turned, from w [c_in, 3, 3,
// c_out].
void taps_of_data_gradient(Queue& queue, const Work& work, const float* w, float* taps) {
  const Correlation& c = work.c;
  parallel_for(queue, c.c_in, [&](std::int64_t from) {
    for (std::int64_t o = 0; o < c.c_out; o += kChannels) {
      Channels g[kTaps][kTaps], u[kPoints];
      load_taps(w + from * kTaps * kTaps * c.c_out + o, kTaps, c.c_out, 0, g);
      std::reverse(&g[0][0], &g[0][0] + kTaps * kTaps);
      points_of_taps(g, u);
      for (std::int64_t point = 0; point < kPoints; ++point)
        store(taps + work.product.taps.at(point, from, o), u[point]);
    }
  });
}

struct Epilogue {
  const float* bias;
  LeakyRectifier<float> rectifier;
};

// y [n, out_t, out_f, c_out] at one spot, from the sums of all points.
void store_outputs(const Correlation& c, const Spot& spot, const PointLayout& from,
                   std::int64_t tile, const float* sums, const Epilogue& epilogue, float* y) {
  const auto patch = outputs_of(c, spot);
  for (std::int64_t o = 0; o < c.c_out; o += kChannels) {
    Channels rows[kOutT][kInF];
#pragma GCC unroll 8
    for (int j = 0; j < kInF; ++j) {
      Channels m[kInT], v[kOutT];
#pragma GCC unroll 4
      for (int i = 0; i < kInT; ++i) m[i] = load(sums + from.at(i * kInF + j, tile) + o);
      frames_of_points(m, v);
#pragma GCC unroll 2
      for (int i = 0; i < kOutT; ++i) rows[i][j] = v[i];
    }
    const Channels bias = epilogue.bias ? load(epilogue.bias + o) : Channels{};
#pragma GCC unroll 2
    for (int i = 0; i < kOutT; ++i) {
      if (!patch.inside[i]) continue;
      Channels v[kOutF];
      bands_of_points(rows[i], v);
      float* to = y + patch.offset[i] * c.c_out + o;
#pragma GCC unroll 4
      for (int j = 0; j < kOutF; ++j)
        if (j < patch.end_band) store(to + j * c.c_out, epilogue.rectifier.forward(v[j] + bias));
    }
  }
}

// scratch: the taps, as one of the above has stored them, and room for the strips.
void correlate(Queue& queue, const Work& work, const float* x, float* scratch,
               const Epilogue& epilogue, float* y) {
  const Product& product = work.product;
  const std::int64_t count = work.num_strips(queue);
  parallel_for(queue, count, [&](std::int64_t strip) {
    float* values = product.values_of(scratch, strip);
    float* sums = values + product.values.size();
    for (auto block = work.num_blocks * strip / count;
         block < work.num_blocks * (strip + 1) / count; ++block) {
      const std::int64_t first = block * product.at_once;
      const std::int64_t num_tiles = std::min(product.at_once, work.tiling.count() - first);
      for (std::int64_t i = 0; i < num_tiles; ++i)
        store_input_points(work.c, x, work.tiling[first + i], product.values, i, values);
      product.run(num_tiles, scratch, values, sums);
      for (std::int64_t i = 0; i < num_tiles; ++i)
        store_outputs(work.c, work.tiling[first + i], product.sums, i, sums, epilogue, y);
    }
  });
}

bool forward_suits(const Conv2dShape& s) { return suits(s, forward_of(s), kProductRows); }

std::size_t forward_scratch_bytes(Queue& queue, const Conv2dShape& s, float) {
  return Work(forward_of(s)).scratch_bytes(queue);
}

void forward(Queue& queue, const Conv2dShape& s, const float* x, const float* w, const float* bias,
             float slope, float* y) {
  const Work work(forward_of(s));
  auto* taps = static_cast<float*>(queue.scratch(work.scratch_bytes(queue)));
  taps_of_forward(queue, work, w, taps);
  correlate(queue, work, x, taps, {bias, {slope}}, y);
}

bool data_suits(const Conv2dShape& s) {
  return s.k_f == kTaps && suits(s, data_gradient_of(s), kProductRows);
}

std::size_t data_scratch_bytes(Queue& queue, const Conv2dShape& s) {
  return Work(data_gradient_of(s)).scratch_bytes(queue);
}

void data_gradient(Queue& queue, const Conv2dShape& s, const float* w, const float* d_y,
                   float* d_x) {
  const Work work(data_gradient_of(s));
  auto* taps = static_cast<float*>(queue.scratch(work.scratch_bytes(queue)));
  taps_of_data_gradient(queue, work, w, taps);
  correlate(queue, work, d_y, taps, {nullptr, {1.0f}}, d_x);
}

}  // namespace

const ForwardPath kForward{forward_suits, forward_scratch_bytes, forward};
const BackwardDataPath kBackwardData{data_suits, data_scratch_bytes, data_gradient};

}  // namespace cantus::conv2d_winograd
