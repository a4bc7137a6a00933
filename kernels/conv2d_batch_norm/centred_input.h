#pragma once

#include <algorithm>
#include <cstring>

#include "kernels/conv2d/conv2d.h"
#include "kernels/conv2d_batch_norm/patch_statistics.h"
#include "kernels/core/blocks.h"
#include "kernels/core/tile.h"

// The input less its mean on the CPU, and the statistics of its patches.
namespace cantus::conv2d_batch_norm {

// The first `count` of eight values as doubles; zeros behind them.
template <typename T>
Vector<double> load_doubles(const T* from, std::int64_t count = kVectorSize<double>) {
  typedef T Narrow __attribute__((vector_size(kVectorSize<double> * sizeof(T))));
  Narrow values = {};
  if (count == kVectorSize<double>)
    std::memcpy(&values, from, sizeof values);
  else
    std::memcpy(&values, from, count * sizeof(T));
  return __builtin_convertvector(values, Vector<double>);
}

inline double sum_of_lanes(const Vector<double>& v) {
  double sum = 0;
  for (int i = 0; i < kVectorSize<double>; ++i) sum += v[i];
  return sum;
}

// Calls add(first, count) for every eight of n values.
template <class Add>
[[gnu::always_inline]] inline void for_each_eight(std::int64_t n, const Add& add) {
  std::int64_t i = 0;
  for (; i + kVectorSize<double> <= n; i += kVectorSize<double>) add(i, kVectorSize<double>);
  if (i < n) add(i, n - i);
}

// Mean of n values. scratch: doubles, one more than Blocks::kMaxBlocks.
template <typename T>
double mean_of(Queue& queue, std::int64_t n, const T* x, double* scratch) {
  const double* sum = sum_over_blocks(
      queue, Blocks(n), 1, scratch, [&](std::int64_t begin, std::int64_t end, double* added) {
        Vector<double> lanes = {};
        for_each_eight(end - begin, [&](std::int64_t i, std::int64_t k) {
          lanes += load_doubles(x + begin + i, k);
        });
        *added += sum_of_lanes(lanes);
      });
  return *sum / static_cast<double>(n);
}

// Positions [0, count) of a row: adds the sums of the patch's values [kBegin, kEnd), and of their
// products, to sums [kNumMoments]. So many that they stay in registers.
template <int kBegin, int kEnd, typename T>
void add_products(const T* const (&taps)[kPatch], std::int64_t count, Vector<double>* sums) {
  constexpr int kFirst = first_moment(kBegin);
  Vector<double> partial[first_moment(kEnd) - kFirst] = {};
  for_each_eight(count, [&](std::int64_t i, std::int64_t k) {
    Vector<double> values[kPatch];
#pragma GCC unroll 16
    for (int a = kBegin; a < kPatch; ++a) values[a] = load_doubles(taps[a] + i, k);
#pragma GCC unroll 16
    for (int a = kBegin; a < kEnd; ++a) {
      partial[first_moment(a) - kFirst] += values[a];
#pragma GCC unroll 16
      for (int b = a; b < kPatch; ++b)
        partial[first_moment(a) - kFirst + 1 + b - a] += values[a] * values[b];
    }
  });
  for (int i = 0; i < first_moment(kEnd) - kFirst; ++i) sums[kFirst + i] += partial[i];
}

// x - centre with its zeros written out, so that every window lies inside: [n, t, f].
template <typename T>
struct CentredInput {
  explicit CentredInput(const Conv2dShape& s)
      : shape(s), t(s.t + 2 * s.pad_t()), f(s.f + 2 * s.pad_f()) {}

  std::int64_t size() const { return shape.n * t * f; }
  std::int64_t num_rows() const { return shape.n * shape.out_t(); }  // of the output
  Blocks blocks() const { return Blocks(num_rows(), 4); }
  std::int64_t tap_row() const { return shape.dilation_t * f; }
  // The first value under the kernel where an output row begins.
  const T* row(std::int64_t row) const {
    return values + (row / shape.out_t() * t + row % shape.out_t()) * f;
  }

  void fill(Queue& queue, const T* x, T centre, T* into) {
    values = into;
    parallel_for(queue, shape.n * t, [&](std::int64_t row) {
      T* to = into + row * f;
      const std::int64_t frame = row % t - shape.pad_t();
      std::fill_n(to, f, -centre);
      if (frame < 0 || frame >= shape.t) return;
      const T* from = x + (row / t * shape.t + frame) * shape.f;
      to += shape.pad_f();
      for (std::int64_t i = 0; i < shape.f; ++i) to[i] = from[i] - centre;
    });
  }

  // [kNumMoments], at the start of the scratch, which holds so many for each block besides.
  const double* moments(Queue& queue, double* scratch) const {
    return sum_over_blocks(queue, blocks(), kNumMoments, scratch,
                           [&](std::int64_t begin, std::int64_t end, double* added) {
                             Vector<double> sums[kNumMoments] = {};
                             for (std::int64_t r = begin; r < end; ++r) {
                               const T* taps[kPatch];
                               for (int tap = 0; tap < kPatch; ++tap)
                                 taps[tap] = row(r) + tap / kTaps * tap_row() + tap % kTaps;
                               add_products<0, 2>(taps, shape.out_f(), sums);
                               add_products<2, 4>(taps, shape.out_f(), sums);
                               add_products<4, kPatch>(taps, shape.out_f(), sums);
                             }
                             for (int i = 0; i < kNumMoments; ++i)
                               added[i] += sum_of_lanes(sums[i]);
                           });
  }

  const Conv2dShape& shape;
  std::int64_t t, f;
  const T* values = nullptr;
};

}  // namespace cantus::conv2d_batch_norm
