#include "kernels/gru/gru.h"

#include "kernels/core/blocks.h"
#include "kernels/core/carver.h"
#include "kernels/core/column_sums.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"
#include "kernels/gemm/gemm.h"
#include "kernels/gru/gru_recurrence.h"

namespace cantus {
namespace {

template <typename T>
struct Pieces {
  Pieces(const GruShape& s, void* base, bool backward) {
    Carver carver(base);
    const auto frames = s.n * s.t;
    const auto padded = gru::padded_units<T>(s.num_units);
    sums = carver.take<T>(frames * 6 * s.num_units);
    recurrent = carver.take<T>(2 * 3 * s.num_units * padded);
    work = carver.take<T>(num_tasks(s) * gru::Recurrence<T>::work_size(padded));
    if (backward) {
      previous = carver.take<T>(2 * frames * s.num_units);
      other = carver.take<T>(2 * frames * s.num_units);
      partial = carver.take<double>(static_cast<std::int64_t>(
          column_sums_scratch_bytes(frames, 6 * s.num_units, 1) / sizeof(double)));
    }
    bytes = carver.bytes();
  }

  static std::int64_t num_tasks(const GruShape& s) {
    return 2 * ((s.n + gru::kRows - 1) / gru::kRows);
  }

  T *sums, *recurrent, *work, *previous = nullptr, *other = nullptr;
  double* partial = nullptr;  // sums of the bias's gradient
  std::size_t bytes;
};

void product(Queue& queue, const GemmShape& shape, const float* a, const float* b, float* c) {
  gemm(queue, shape, a, b, c);
}

// The gradient check runs the layer in double; only there.
void product(Queue&, const GemmShape& s, const double* a, const double* b, double* c) {
  for (std::int64_t i = 0; i < s.m; ++i) {
    for (std::int64_t j = 0; j < s.n; ++j) {
      double sum = 0;
      for (std::int64_t p = 0; p < s.k; ++p)
        sum += a[s.transpose_a ? p * s.row_distance_a() + i : i * s.row_distance_a() + p] *
               b[s.transpose_b ? j * s.row_distance_b() + p : p * s.row_distance_b() + j];
      c[i * s.n + j] = sum;
    }
  }
}

template <typename T>
void run_tasks(Queue& queue, const GruShape& s, T* work, const auto& run) {
  const auto padded = gru::padded_units<T>(s.num_units);
  parallel_for(queue, Pieces<T>::num_tasks(s), [&](std::int64_t i) {
    const std::int64_t first = i / 2 * gru::kRows;
    run(gru::Task{i % 2, first, std::min(gru::kRows, s.n - first)},
        work + i * gru::Recurrence<T>::work_size(padded));
  });
}

void check(const Queue& queue, const GruShape& s) {
  require_precision(queue.device(), s.precision);
  CANTUS_REQUIRE(s.n > 0 && s.t > 0 && s.num_inputs > 0 && s.num_units > 0,
                 "a recurrent layer needs sequences, frames, inputs and units");
}

}  // namespace

std::int64_t gru_gates_size(const GruShape& s) {
  return s.n * s.t * 2 * s.num_units * gru::num_kept(s);
}

template <typename T>
std::size_t gru_forward_scratch_bytes(Queue& queue, const GruShape& shape) {
  check(queue, shape);
  if (const auto run =
          device_kernel(queue, "gru_forward_scratch_bytes", gru_forward_scratch_bytes<T>))
    return run(queue, shape);
  return Pieces<T>(shape, nullptr, false).bytes;
}

template <typename T>
std::size_t gru_backward_scratch_bytes(Queue& queue, const GruShape& shape) {
  check(queue, shape);
  if (const auto run =
          device_kernel(queue, "gru_backward_scratch_bytes", gru_backward_scratch_bytes<T>))
    return run(queue, shape);
  return Pieces<T>(shape, nullptr, true).bytes;
}

template <typename T>
void gru_forward(Queue& queue, const GruShape& s, const T* x, const T* w_input,
                 const T* w_recurrent, const T* bias, T* h, T* gates) {
  if (const auto run = device_kernel(queue, "gru_forward", gru_forward<T>))
    return run(queue, s, x, w_input, w_recurrent, bias, h, gates);
  const auto units = s.num_units;
  const auto padded = gru::padded_units<T>(units);
  const Pieces<T> p(s, queue.scratch(gru_forward_scratch_bytes<T>(queue, s)), false);
  product(queue, {s.n * s.t, 6 * units, s.num_inputs, false, true}, x, w_input, p.sums);
  std::fill_n(p.recurrent, 6 * units * padded, T(0));
  for (std::int64_t direction = 0; direction < 2; ++direction)
    for (std::int64_t gate = 0; gate < 3; ++gate)
      for (std::int64_t k = 0; k < units; ++k)
        for (std::int64_t j = 0; j < units; ++j)
          p.recurrent[((direction * units + k) * 3 + gate) * padded + j] =
              w_recurrent[((direction * 3 + gate) * units + j) * units + k];
  const gru::Recurrence<T> recurrence{s,     padded, p.recurrent, bias,   h,
                                      gates, p.sums, nullptr,     nullptr};
  run_tasks(queue, s, p.work, [&](const auto& task, T* work) { recurrence.forward(task, work); });
}

template <typename T>
void gru_backward(Queue& queue, const GruShape& s, const T* x, const T* w_input,
                  const T* w_recurrent, const T* h, const T* gates, const T* d_h, T* d_x,
                  T* d_w_input, T* d_w_recurrent, T* d_bias) {
  if (const auto run = device_kernel(queue, "gru_backward", gru_backward<T>))
    return run(queue, s, x, w_input, w_recurrent, h, gates, d_h, d_x, d_w_input, d_w_recurrent,
               d_bias);
  const auto units = s.num_units;
  const auto frames = s.n * s.t;
  const auto padded = gru::padded_units<T>(units);
  const Pieces<T> p(s, queue.scratch(gru_backward_scratch_bytes<T>(queue, s)), true);
  std::fill_n(p.recurrent, 6 * units * padded, T(0));
  for (std::int64_t row = 0; row < 6 * units; ++row)
    std::copy_n(w_recurrent + row * units, units, p.recurrent + row * padded);
  gru::Recurrence<T> recurrence{
      s,      padded,     p.recurrent, nullptr, const_cast<T*>(h), const_cast<T*>(gates),
      p.sums, p.previous, p.other,     d_h};
  run_tasks(queue, s, p.work, [&](const auto& task, T* work) { recurrence.backward(task, work); });

  product(queue, {frames, s.num_inputs, 6 * units}, p.sums, w_input, d_x);
  product(queue, {6 * units, s.num_inputs, frames, true}, p.sums, x, d_w_input);
  const double* of_columns =
      column_sums<1>(queue, frames, 6 * units, p.partial,
                     [sums = p.sums, width = 6 * units](std::int64_t frame, std::int64_t j) {
                       return std::array<double, 1>{sums[frame * width + j]};
                     });
  std::copy_n(of_columns, 6 * units, d_bias);
  const bool before = s.reset == ResetGate::kBefore;
  for (std::int64_t direction = 0; direction < 2; ++direction) {
    const T* d_gates = p.sums + direction * 3 * units;
    const T* previous = p.previous + direction * frames * units;
    const T* other = p.other + direction * frames * units;
    T* d_w = d_w_recurrent + direction * 3 * units * units;
    product(queue, {2 * units, units, frames, true, false, 6 * units}, d_gates, previous, d_w);
    // Candidate: kBefore multiplies the reset state, kAfter the state.
    product(queue, {units, units, frames, true, false, before ? 6 * units : units},
            before ? d_gates + 2 * units : other, before ? other : previous,
            d_w + 2 * units * units);
  }
}

#define CANTUS_INSTANTIATE(T)                                                                    \
  template std::size_t gru_forward_scratch_bytes<T>(Queue&, const GruShape&);                    \
  template std::size_t gru_backward_scratch_bytes<T>(Queue&, const GruShape&);                   \
  template void gru_forward(Queue&, const GruShape&, const T*, const T*, const T*, const T*, T*, \
                            T*);                                                                 \
  template void gru_backward(Queue&, const GruShape&, const T*, const T*, const T*, const T*,    \
                             const T*, const T*, T*, T*, T*, T*);
CANTUS_INSTANTIATE(float)
CANTUS_INSTANTIATE(double)
#undef CANTUS_INSTANTIATE

}  // namespace cantus
