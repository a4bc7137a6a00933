#pragma once

#include "kernels/core/gpu.h"

// How a block of threads multiplies the states of a few sequences by the recurrent weights of one
// direction, frame after frame. A thread works for one unit; weight (gate, unit, depth) stands at
// weights[gate * units * units + unit * unit_stride + depth * depth_stride].
namespace cantus::gpu {

// 64 units: the 3 x 64 x 64 weights stay in the registers of 256 threads, 48 in each. Four threads
// share a unit: thread q of them sums over the depths 16 i + 4 q + (0..3), for all sequences of the
// block. Thread q ends with the whole sums of sequence q; a single sequence is thread 0's.
// Neighbouring threads belong to two units and read the same states, so that shared memory may
// serve half a warp at once.
template <int kSequences>
class HeldWeights {
  static_assert(kSequences == 1 || kSequences == 4, "one sequence for four threads, or for each");

 public:
  static constexpr int kThreads = 256;
  static constexpr int kRows = kSequences;      // sequences a block
  static constexpr int kItems = 1;              // sequences a thread
  static constexpr int kPartials = kSequences;  // sums a thread has begun, a gate
  static constexpr int kUnits = 64;

  static __host__ __device__ int num_threads(int) { return kThreads; }
  // Rows of states in shared memory stand apart so that the four threads of a unit, and eight
  // units, write to different banks.
  static __host__ __device__ int pitch(int) { return kUnits + 8; }

  __device__ HeldWeights(const float* __restrict__ weights, int, int unit_stride,
                         int depth_stride) {
#pragma unroll
    for (int gate = 0; gate < 3; ++gate) {
#pragma unroll
      for (int i = 0; i < 16; ++i) {
        const int depth = i / 4 * 16 + 4 * quarter() + i % 4;
        held_[gate][i] =
            weights[gate * kUnits * kUnits + unit() * unit_stride + depth * depth_stride];
      }
    }
  }

  static __device__ int unit() { return thread() / 8 * 2 + thread() % 2; }
  static __device__ int row(int) { return kRows == 1 ? 0 : quarter(); }
  // Whether this thread has a unit, and sequences, of its own.
  static __device__ bool active(int) { return quarter() < kRows; }

  // Adds what this thread has of rows [kRows, pitch] times the weights of kCount gates.
  template <int kFirstGate, int kCount>
  __device__ void multiply_add(const float* rows, float (&sums)[kCount][kPartials]) const {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
#pragma unroll
      for (int r = 0; r < kRows; ++r) {
        const float4 x =
            *reinterpret_cast<const float4*>(rows + r * pitch(0) + 16 * i + 4 * quarter());
#pragma unroll
        for (int g = 0; g < kCount; ++g) {
          const float(&w)[16] = held_[kFirstGate + g];
          sums[g][r] += w[4 * i] * x.x;
          sums[g][r] += w[4 * i + 1] * x.y;
          sums[g][r] += w[4 * i + 2] * x.z;
          sums[g][r] += w[4 * i + 3] * x.w;
        }
      }
    }
  }

  // The sum over all depths, for sequence row(item). Every thread of the warp calls it.
  static __device__ float total(const float (&sums)[kPartials], int) {
    if constexpr (kRows == 1) {
      return over_quarters(sums[0]);
    } else {
      const bool upper = (quarter() & 2) != 0;
      const bool odd = (quarter() & 1) != 0;
      const float a = exchange(upper, sums[0], sums[2], 4);
      const float b = exchange(upper, sums[1], sums[3], 4);
      return exchange(odd, a, b, 2);
    }
  }

  // The sum over the block's sequences of what each thread has for its own.
  static __device__ float over_rows(float x) { return kRows == 1 ? x : over_quarters(x); }

 private:
  static __device__ int thread() { return static_cast<int>(threadIdx.x); }
  static __device__ int quarter() { return thread() / 2 % 4; }
  static __device__ float over_quarters(float x) {
    x += __shfl_xor_sync(0xffffffffu, x, 2);
    return x + __shfl_xor_sync(0xffffffffu, x, 4);
  }
  // Keeps one of two sums, gives the other to the neighbour, adds what comes from there.
  static __device__ float exchange(bool second, float a, float b, int distance) {
    const float received = __shfl_xor_sync(0xffffffffu, second ? a : b, distance);
    return (second ? b : a) + received;
  }

  float held_[3][16];
};

// Any other number of units up to 1024: a thread a unit, two sequences a block, and the weights
// come from the second-level cache at every frame.
class StreamedWeights {
 public:
  static constexpr int kThreads = 1024;  // at most
  static constexpr int kRows = 2;
  static constexpr int kItems = 2;
  static constexpr int kPartials = 2;

  static __host__ __device__ int num_threads(int units) { return (units + 31) / 32 * 32; }
  static __host__ __device__ int pitch(int units) { return num_threads(units); }

  __device__ StreamedWeights(const float* __restrict__ weights, int units, int unit_stride,
                             int depth_stride)
      : weights_(weights + (unit() < units ? unit() : 0) * unit_stride),
        units_(units),
        depth_stride_(depth_stride) {}

  static __device__ int unit() { return static_cast<int>(threadIdx.x); }
  static __device__ int row(int item) { return item; }
  static __device__ bool active(int units) { return unit() < units; }

  template <int kFirstGate, int kCount>
  __device__ void multiply_add(const float* rows, float (&sums)[kCount][kPartials]) const {
    const float* w = weights_ + kFirstGate * units_ * units_;
    const int pitch = this->pitch(units_);
#pragma unroll 4
    for (int depth = 0; depth < units_; ++depth) {
#pragma unroll
      for (int g = 0; g < kCount; ++g) {
        const float weight = w[g * units_ * units_];
#pragma unroll
        for (int r = 0; r < kRows; ++r) sums[g][r] += weight * rows[r * pitch + depth];
      }
      w += depth_stride_;
    }
  }

  static __device__ float total(const float (&sums)[kPartials], int item) { return sums[item]; }
  static __device__ float over_rows(float x) { return x; }

 private:
  const float* weights_;
  int units_;
  int depth_stride_;
};

}  // namespace cantus::gpu
