#pragma once

#include <algorithm>

#include "kernels/core/math.h"
#include "kernels/core/tile.h"
#include "kernels/gru/gru.h"
#include "kernels/gru/gru_cell.h"

// The part of the layer that goes from frame to frame, for a few sequences of one direction: what
// one task computes. Rows are sequences; units are padded with zeros to whole tiles.
namespace cantus::gru {

constexpr std::int64_t kRows = 8;  // sequences a task
constexpr int kVectors = 2;
template <typename T>
constexpr std::int64_t kTileWidth = kVectors* kVectorSize<T>;

template <typename T>
std::int64_t padded_units(std::int64_t num_units) {
  return (num_units + kTileWidth<T> - 1) / kTileWidth<T> * kTileWidth<T>;
}

// Values a unit that the forward pass keeps.
inline std::int64_t num_kept(const GruShape& s) { return s.reset == ResetGate::kBefore ? 3 : 4; }

// out [kRows, width] = a [kRows, depth] b [depth, width], or added to out; width in whole tiles.
template <typename T>
void multiply_rows(std::int64_t depth, std::int64_t width, const T* a, std::int64_t a_row,
                   const T* b, std::int64_t b_row, T* out, std::int64_t out_row, bool accumulate) {
  for (std::int64_t column = 0; column < width; column += kTileWidth<T>) {
    Tile<T, kRows, kVectors> tile;
    tile.clear();
    tile.multiply_add(depth, a, a_row, 1, b + column, b_row);
    if (accumulate)
      tile.add_to(out + column, out_row);
    else
      tile.store_to(out + column, out_row);
  }
}

// Where one task works: rows [first, first + num_rows) of the batch, one direction.
struct Task {
  std::int64_t direction, first, num_rows;
};

template <typename T>
struct Recurrence {
  GruShape shape;
  std::int64_t padded;  // units, in whole tiles
  const T* recurrent;   // forward: U transposed [2, H, 3 padded]; backward: U [2, 3H, padded]
  const T* bias;        // [2, 3H], of the forward pass
  T* h;                 // [n, t, 2H]
  T* gates;             // [n, t, 2, num_kept(), H]
  T* sums;              // [n, t, 2, 3H]: W x in the forward pass, gradients of it in the backward
  T* previous;          // backward: h' [2, n t, H]
  T* other;             // backward: [2, n t, H]: r h' (kBefore) or the gradient of U_h h' (kAfter)
  const T* d_h = nullptr;  // [n, t, 2H]

  bool before() const { return shape.reset == ResetGate::kBefore; }
  static std::int64_t work_size(std::int64_t padded) { return 5 * kRows * padded; }
  void forward(const Task& task, T* work) const;
  void backward(const Task& task, T* work) const;

 private:
  // Gradients for the sequences of a task at one step.
  struct Gradients {
    T* carried;  // [kRows, padded]: of the state, from later frames
    T* product;  // [kRows, 3 padded]: of U_z h', U_r h', U_h (.)
    T* reset;    // [kRows, padded]: of r h' (kBefore)
  };
  void to_update_and_candidate(const Task& task, std::int64_t step, const Gradients& d) const;
  void to_reset(const Task& task, std::int64_t step, const Gradients& d) const;

  std::int64_t frame_of(const Task& task, std::int64_t step) const {
    return task.direction == 0 ? step : shape.t - 1 - step;
  }
  // Row of frame t of sequence n in arrays of [n, t, 2, width].
  std::int64_t at(std::int64_t n, std::int64_t t, std::int64_t direction,
                  std::int64_t width) const {
    return ((n * shape.t + t) * 2 + direction) * width;
  }
};

template <typename T>
void Recurrence<T>::forward(const Task& task, T* work) const {
  const std::int64_t units = shape.num_units;
  const T* u = recurrent + task.direction * units * 3 * padded;
  const T* b = bias + task.direction * 3 * units;
  T* state = work;                         // [kRows, padded]
  T* reset_state = work + kRows * padded;  // [kRows, padded]
  T* product = work + 2 * kRows * padded;  // [kRows, 3 padded]
  std::fill_n(work, work_size(padded), T(0));
  for (std::int64_t step = 0; step < shape.t; ++step) {
    const std::int64_t t = frame_of(task, step);
    multiply_rows(units, (before() ? 2 : 3) * padded, state, padded, u, 3 * padded, product,
                  3 * padded, false);
    for (std::int64_t row = 0; row < task.num_rows; ++row) {
      const T* in = sums + at(task.first + row, t, task.direction, 3 * units);
      T* z = gates + at(task.first + row, t, task.direction, num_kept(shape) * units);
      T* r = z + units;
      const T* uh = product + row * 3 * padded;
#pragma omp simd
      for (std::int64_t j = 0; j < units; ++j) {
        z[j] = math::sigmoid(in[j] + b[j] + uh[j]);
        r[j] = math::sigmoid(in[units + j] + b[units + j] + uh[padded + j]);
        reset_state[row * padded + j] = r[j] * state[row * padded + j];
      }
    }
    if (before())
      multiply_rows(units, padded, reset_state, padded, u + 2 * padded, 3 * padded,
                    product + 2 * padded, 3 * padded, false);
    for (std::int64_t row = 0; row < task.num_rows; ++row) {
      const T* in = sums + at(task.first + row, t, task.direction, 3 * units) + 2 * units;
      T* z = gates + at(task.first + row, t, task.direction, num_kept(shape) * units);
      const T* uh = product + row * 3 * padded + 2 * padded;
      T* out = h + at(task.first + row, t, task.direction, units);
      T* last = state + row * padded;
      const bool after = !before();
#pragma omp simd
      for (std::int64_t j = 0; j < units; ++j) {
        const T inner = after ? z[units + j] * uh[j] : uh[j];
        const T candidate = math::tanh(in[j] + b[2 * units + j] + inner);
        z[2 * units + j] = candidate;
        out[j] = last[j] = next_state(z[j], candidate, last[j]);
      }
      if (after) std::copy_n(uh, units, z + 3 * units);
    }
  }
}

// From the state's gradient to those of z and the candidate, and the part that bypasses both.
template <typename T>
void Recurrence<T>::to_update_and_candidate(const Task& task, std::int64_t step,
                                            const Gradients& gradients) const {
  const std::int64_t units = shape.num_units;
  const std::int64_t frames = shape.n * shape.t;
  const std::int64_t t = frame_of(task, step);
  for (std::int64_t row = 0; row < task.num_rows; ++row) {
    const std::int64_t n = task.first + row;
    const T* z = gates + at(n, t, task.direction, num_kept(shape) * units);
    const T* c = z + 2 * units;
    const T* d_out = d_h + at(n, t, task.direction, units);
    T* last = previous + (task.direction * frames + n * shape.t + t) * units;
    if (step > 0)
      std::copy_n(h + at(n, frame_of(task, step - 1), task.direction, units), units, last);
    else
      std::fill_n(last, units, T(0));
    T* d = gradients.product + row * 3 * padded;
    T* d_state = gradients.carried + row * padded;
#pragma omp simd
    for (std::int64_t j = 0; j < units; ++j) {
      const StateGradients<T> to(d_out[j] + d_state[j], z[j], c[j], last[j]);
      d[j] = to.z;
      d[2 * padded + j] = to.c;
      d_state[j] = to.last;
    }
  }
}

// Computes the gradient of r and stores what the gradients of the layer's weights need.
template <typename T>
void Recurrence<T>::to_reset(const Task& task, std::int64_t step,
                             const Gradients& gradients) const {
  const std::int64_t units = shape.num_units;
  const std::int64_t frames = shape.n * shape.t;
  const std::int64_t t = frame_of(task, step);
  for (std::int64_t row = 0; row < task.num_rows; ++row) {
    const std::int64_t n = task.first + row;
    const T* r = gates + at(n, t, task.direction, num_kept(shape) * units) + units;
    const T* last = previous + (task.direction * frames + n * shape.t + t) * units;
    T* kept = other + (task.direction * frames + n * shape.t + t) * units;
    T* out = sums + at(n, t, task.direction, 3 * units);
    T* d = gradients.product + row * 3 * padded;
    const T* dr = gradients.reset + row * padded;
    T* d_state = gradients.carried + row * padded;
    if (before()) {
#pragma omp simd
      for (std::int64_t j = 0; j < units; ++j) {
        out[2 * units + j] = d[2 * padded + j];
        d[padded + j] = reset_gradient(dr[j], last[j], r[j]);
        d_state[j] += dr[j] * r[j];
        kept[j] = r[j] * last[j];
      }
    } else {
      const T* uh = r + 2 * units;
#pragma omp simd
      for (std::int64_t j = 0; j < units; ++j) {
        out[2 * units + j] = d[2 * padded + j];
        d[padded + j] = reset_gradient(d[2 * padded + j], uh[j], r[j]);
        d[2 * padded + j] *= r[j];
        kept[j] = d[2 * padded + j];
      }
    }
    std::copy_n(d, units, out);
    std::copy_n(d + padded, units, out + units);
  }
}

template <typename T>
void Recurrence<T>::backward(const Task& task, T* work) const {
  const std::int64_t units = shape.num_units;
  const T* u = recurrent + task.direction * 3 * units * padded;
  const Gradients d{work, work + kRows * padded, work + 4 * kRows * padded};
  std::fill_n(work, work_size(padded), T(0));
  for (std::int64_t step = shape.t - 1; step >= 0; --step) {
    to_update_and_candidate(task, step, d);
    if (before())
      multiply_rows(units, padded, d.product + 2 * padded, 3 * padded, u + 2 * units * padded,
                    padded, d.reset, padded, false);
    to_reset(task, step, d);
    for (int gate = 0; gate < (before() ? 2 : 3); ++gate)
      multiply_rows(units, padded, d.product + gate * padded, 3 * padded, u + gate * units * padded,
                    padded, d.carried, padded, true);
  }
}

}  // namespace cantus::gru
