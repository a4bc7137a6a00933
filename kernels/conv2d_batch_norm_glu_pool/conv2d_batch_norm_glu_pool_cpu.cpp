#include "kernels/conv2d_batch_norm_glu_pool/conv2d_batch_norm_glu_pool.h"

#include <type_traits>

#include "kernels/batch_norm_glu_pool/batch_norm_glu_pool_window.h"
#include "kernels/conv2d_batch_norm/conv2d_batch_norm.h"
#include "kernels/conv2d_batch_norm/folded_layer.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"

// A row of the convolution's output, normalized, is made in the first caches, and gated and pooled
// from there. Backward it is made again, and its place taken by the gradient.
namespace cantus {
namespace {

using namespace conv2d_batch_norm;  // NOLINT: the convolution is that family's
using batch_norm_glu_pool::kTile;
using batch_norm_glu_pool::Place;
using batch_norm_glu_pool::Unchanged;
using batch_norm_glu_pool::WindowGradient;

void check(const Conv2dBatchNormGluPoolShape& shape) {
  CANTUS_REQUIRE(conv2d_batch_norm_glu_pool_suits(shape),
                 "a normalized, gated and pooled convolution takes 3 x 3 kernels on one channel "
                 "into twice a multiple of 16, and windows within a row");
}

void check(const Conv2dBatchNormGluPoolShape& shape, const BatchNormSettings& settings) {
  check(shape);
  CANTUS_REQUIRE(settings.slope == 1, "there is no rectifier before a gated linear unit");
}

// The layer, and a row of it for each block of rows.
template <typename T>
struct Rows {
  Rows(const Conv2dBatchNormGluPoolShape& s, double* memory, const FoldedLayer<T>& folded)
      : shape(s), scratch(memory), layer(folded), blocks(layer.input.blocks()) {}

  static std::int64_t row_size(const Conv2dBatchNormGluPoolShape& s) {
    return s.conv2d.out_f() * s.conv2d.c_out;
  }

  // The normalized output of a row, in the memory of the block that begins at row `begin`.
  T* convolved(std::int64_t begin, std::int64_t row) const {
    const std::int64_t block = (begin * blocks.count + blocks.n - 1) / blocks.n;
    T* made = reinterpret_cast<T*>(scratch + FoldedLayer<T>::scratch_doubles(shape.conv2d)) +
              block * row_size(shape);
    convolve_row(
        layer, layer.input.row(row), [](const Vector<T>& sum) { return sum; }, made);
    return made;
  }

  // Of a row of y; places are those of one row.
  std::int64_t first_output(std::int64_t row) const {
    return row * shape.num_windows() * shape.num_channels();
  }

  template <class Body>
  void for_each_place(const Body& body) const {
    const BatchNormGluPoolShape row{1, shape.conv2d.out_f(), shape.num_channels(), shape.pool};
    for (std::int64_t window = 0; window < shape.num_windows(); ++window)
      for (std::int64_t c = 0; c < row.num_channels; c += kTile) body(Place(row, window, c));
  }

  const Conv2dBatchNormGluPoolShape& shape;
  double* scratch;
  FoldedLayer<T> layer;
  Blocks blocks;
};

double* scratch_of(Queue& queue, const Conv2dBatchNormGluPoolShape& shape) {
  return static_cast<double*>(
      queue.scratch(conv2d_batch_norm_glu_pool_scratch_bytes(queue, shape)));
}

// The gradient behind the normalization in the place of what is normalized: zero but at winners.
template <typename T>
void replace_by_gradient(const Rows<T>& rows, const std::uint8_t* index, const T* d_y, T* row) {
  WindowGradient<T> d;
  rows.for_each_place([&](const Place& at) {
    d.find(rows.shape.pool, at, Unchanged{}, row, index, d_y);
    for (std::int64_t bin = 0; bin < rows.shape.pool; ++bin) {
      const auto number = static_cast<typename channel_lanes::Types<T>::Number>(bin);
      T* out = row + at.in + bin * at.row_size;
#pragma omp simd
      for (std::int64_t c = 0; c < at.width; ++c) {
        out[at.linear + c] = d.winner[c] == number ? d.d_linear[c] : T(0);
        out[at.gate + c] = d.winner[c] == number ? d.d_gate[c] : T(0);
      }
    }
  });
  const std::int64_t pooled = rows.shape.num_windows() * rows.shape.pool * rows.layer.num_channels;
  std::fill(row + pooled, row + Rows<T>::row_size(rows.shape), T(0));
}

}  // namespace

bool conv2d_batch_norm_glu_pool_suits(const Conv2dBatchNormGluPoolShape& shape) {
  return conv2d_batch_norm_suits(shape.conv2d) && shape.conv2d.c_out % 32 == 0 && shape.pool >= 1 &&
         shape.pool <= 256 && shape.pool <= shape.conv2d.out_f();
}

std::size_t conv2d_batch_norm_glu_pool_scratch_bytes(Queue& queue,
                                                     const Conv2dBatchNormGluPoolShape& shape) {
  if (const auto run = device_kernel(queue, "conv2d_batch_norm_glu_pool_scratch_bytes",
                                     conv2d_batch_norm_glu_pool_scratch_bytes))
    return run(queue, shape);
  const std::int64_t num_blocks = CentredInput<double>(shape.conv2d).blocks().count;
  return sizeof(double) * (FoldedLayer<double>::scratch_doubles(shape.conv2d) +
                           num_blocks * Rows<double>::row_size(shape));
}

template <typename T>
void conv2d_batch_norm_glu_pool_forward(Queue& queue, const Conv2dBatchNormGluPoolShape& shape,
                                        const BatchNormSettings& settings, const Arithmetic<T>* x,
                                        const Arithmetic<T>* w, const Arithmetic<T>* gamma,
                                        const Arithmetic<T>* beta, T* y, std::uint8_t* index,
                                        std::uint8_t* kept, Arithmetic<T>* running_mean,
                                        Arithmetic<T>* running_spread) {
  check(shape, settings);
  if (const auto run = device_kernel(queue, "conv2d_batch_norm_glu_pool_forward",
                                     conv2d_batch_norm_glu_pool_forward<T>))
    return run(queue, shape, settings, x, w, gamma, beta, y, index, kept, running_mean,
               running_spread);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("conv2d_batch_norm_glu_pool_forward");
  } else {
    double* scratch = scratch_of(queue, shape);
    const Rows<T> rows(shape, scratch,
                       {queue, shape.conv2d, settings, x, w, gamma, beta, kept, scratch});
    rows.layer.update(settings, running_mean, running_spread);
    parallel_for(queue, rows.blocks.count, [&](std::int64_t block) {
      const std::int64_t begin = rows.blocks.begin(block);
      for (std::int64_t row = begin; row < rows.blocks.end(block); ++row) {
        const T* in = rows.convolved(begin, row);
        const std::int64_t out = rows.first_output(row);
        rows.for_each_place([&](const Place& at) {
          batch_norm_glu_pool::pool_window(shape.pool, at, Unchanged{}, in, y + out, index + out);
        });
      }
    });
  }
}

template <typename T>
void conv2d_batch_norm_glu_pool_backward(Queue& queue, const Conv2dBatchNormGluPoolShape& shape,
                                         const Arithmetic<T>* x, const Arithmetic<T>* w,
                                         const Arithmetic<T>* gamma, const std::uint8_t* kept,
                                         const std::uint8_t* index, const T* d_y,
                                         Arithmetic<T>* d_w, Arithmetic<T>* d_gamma,
                                         Arithmetic<T>* d_beta) {
  check(shape);
  if (const auto run = device_kernel(queue, "conv2d_batch_norm_glu_pool_backward",
                                     conv2d_batch_norm_glu_pool_backward<T>))
    return run(queue, shape, x, w, gamma, kept, index, d_y, d_w, d_gamma, d_beta);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("conv2d_batch_norm_glu_pool_backward");
  } else {
    double* scratch = scratch_of(queue, shape);
    const Rows<T> rows(shape, scratch, {queue, shape.conv2d, x, w, kept, scratch});
    const std::int64_t num_channels = shape.conv2d.c_out;
    const double* sums = sum_over_blocks(
        queue, rows.blocks, kNumSums * num_channels, rows.layer.sums,
        [&](std::int64_t begin, std::int64_t end, double* added) {
          for (std::int64_t row = begin; row < end; ++row) {
            T* d = rows.convolved(begin, row);
            const std::int64_t out = rows.first_output(row);
            replace_by_gradient(rows, index + out, d_y + out, d);
            for (std::int64_t c = 0; c < num_channels; c += kVectorSize<T>)
              add_gradients(
                  rows.layer, rows.layer.input.row(row), shape.conv2d.out_f(), c,
                  [&](const auto&, std::int64_t b) { return load(d + b * num_channels + c); },
                  added);
          }
        });
    rows.layer.write_gradients(gamma, sums, d_w, d_gamma, d_beta);
  }
}

template decltype(conv2d_batch_norm_glu_pool_forward<float>)
    conv2d_batch_norm_glu_pool_forward<float>;
template decltype(conv2d_batch_norm_glu_pool_forward<double>)
    conv2d_batch_norm_glu_pool_forward<double>;
template decltype(conv2d_batch_norm_glu_pool_forward<Bfloat16>)
    conv2d_batch_norm_glu_pool_forward<Bfloat16>;
template decltype(conv2d_batch_norm_glu_pool_backward<float>)
    conv2d_batch_norm_glu_pool_backward<float>;
template decltype(conv2d_batch_norm_glu_pool_backward<double>)
    conv2d_batch_norm_glu_pool_backward<double>;
template decltype(conv2d_batch_norm_glu_pool_backward<Bfloat16>)
    conv2d_batch_norm_glu_pool_backward<Bfloat16>;

}  // namespace cantus
