// The recurrent layer, forward: one product for the input side of all frames, then one launch for
// all frames of the recurrence. Figures for 64 units:
//
// Bytes a frame and sequence: x 4 I read; input sums 1536 written and read; gates 1536 (kAfter:
// 2048) and h 512 written. At I = 64, n = 256, t = 25: 34 MB, of which the sums stay in the
// second-level cache; the floor of the rest is 15 MB = 3.5 us on an H200 (4.3 TB/s). The recurrence
// is not bound by bytes but by its 25 steps, one after the other: a block of 256 threads takes four
// sequences of one direction (n = 256: 128 blocks for 132 multiprocessors), 192 multiply-adds a
// thread and step, or, where there are few, one sequence (n = 64: 128 blocks), 48 multiply-adds;
// two barriers a step. The weights, 48 KB, are read once and stay in registers for all frames;
// states pass through shared memory; the input sums of the next frame are fetched during this one.
//
// Measured on an H200 (docs/kernels.md): 64 sequences of 25 frames, 64 inputs, take 27 us with
// kBefore and 26 with kAfter, the product included, where 400 cycles a step and 5 us for the
// product had promised 11; what takes the rest has not been looked for. 256 sequences are not
// measured. cuDNN's recurrent layer was not run beside it. In its standard form it has one small
// product and one gate kernel a step and direction: at t = 25 a hundred launches of 2 us or more,
// each of which fetches the 48 KB of weights of its direction again. Its persistent form, one
// launch as here, wants states that are larger than ours to pay, and both know kAfter alone.
#include "kernels/core/carver.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/math.h"
#include "kernels/gemm/gemm_cuda.h"
#include "kernels/gru/gru.h"
#include "kernels/gru/gru_cell.h"
#include "kernels/gru/gru_sizes_cuda.h"

namespace cantus::gpu {
namespace {

template <class Weights, bool kBefore>
__global__ void __launch_bounds__(Weights::kThreads)
    gru_forward_kernel(GruSizes size, const float* __restrict__ weights, int unit_stride,
                       int depth_stride, const float* __restrict__ bias,
                       const float* __restrict__ sums, float* __restrict__ h,
                       float* __restrict__ gates) {
  constexpr int kItems = Weights::kItems;
  constexpr int kKept = kBefore ? 3 : 4;
  CANTUS_SHARED_DYNAMIC(float, shared);
  const int units = size.num_units;
  const int pitch = Weights::pitch(units);
  const int direction = static_cast<int>(blockIdx.y);
  const int unit = Weights::unit();
  const bool active = Weights::active(units);
  float* state = shared;                           // [kRows, pitch]
  float* other = shared + Weights::kRows * pitch;  // r h' (kBefore) or the next state (kAfter)
  for (int i = static_cast<int>(threadIdx.x); i < Weights::kRows * pitch;
       i += static_cast<int>(blockDim.x))
    state[i] = 0.0f;
  const Weights w(weights + direction * 3 * units * units, units, unit_stride, depth_stride);

  float b[3];
#pragma unroll
  for (int g = 0; g < 3; ++g) b[g] = active ? bias[(direction * 3 + g) * units + unit] : 0.0f;
  std::int64_t sequence[kItems];
  bool valid[kItems];
  float last[kItems];
  float coming[kItems][3];
  const auto fetch = [&](int step) {
#pragma unroll
    for (int i = 0; i < kItems; ++i) {
      if (!valid[i]) continue;
      const float* in =
          sums + size.at(sequence[i], size.frame_of(direction, step), direction, 3 * units) + unit;
#pragma unroll
      for (int g = 0; g < 3; ++g) coming[i][g] = in[g * units];
    }
  };
#pragma unroll
  for (int i = 0; i < kItems; ++i) {
    sequence[i] = static_cast<std::int64_t>(blockIdx.x) * Weights::kRows + Weights::row(i);
    valid[i] = active && sequence[i] < size.num_sequences;
    last[i] = coming[i][0] = coming[i][1] = coming[i][2] = 0.0f;
  }
  fetch(0);
  __syncthreads();

  for (int step = 0; step < size.num_frames; ++step) {
    float in[kItems][3];
#pragma unroll
    for (int i = 0; i < kItems; ++i)
      for (int g = 0; g < 3; ++g) in[i][g] = coming[i][g] + b[g];
    if (step + 1 < size.num_frames) fetch(step + 1);

    float products[kKept - 1][Weights::kPartials] = {};
    w.template multiply_add<0, kKept - 1>(state, products);
    float z[kItems], r[kItems], candidate[kItems], uh[kItems];
#pragma unroll
    for (int i = 0; i < kItems; ++i) {
      z[i] = math::sigmoid(in[i][0] + w.total(products[0], i));
      r[i] = math::sigmoid(in[i][1] + w.total(products[1], i));
      if constexpr (kBefore) {
        if (active) other[w.row(i) * pitch + unit] = r[i] * last[i];
      } else {
        uh[i] = w.total(products[2], i);
        candidate[i] = math::tanh(in[i][2] + r[i] * uh[i]);
      }
    }
    if constexpr (kBefore) {
      __syncthreads();
      float inner[1][Weights::kPartials] = {};
      w.template multiply_add<2, 1>(other, inner);
#pragma unroll
      for (int i = 0; i < kItems; ++i) candidate[i] = math::tanh(in[i][2] + w.total(inner[0], i));
    }
    float* next = kBefore ? state : other;
#pragma unroll
    for (int i = 0; i < kItems; ++i) {
      last[i] = gru::next_state(z[i], candidate[i], last[i]);
      if (active) next[w.row(i) * pitch + unit] = last[i];
      if (!valid[i]) continue;
      const int t = size.frame_of(direction, step);
      float* kept = gates + size.at(sequence[i], t, direction, kKept * units) + unit;
      kept[0] = z[i];
      kept[units] = r[i];
      kept[2 * units] = candidate[i];
      if constexpr (!kBefore) kept[3 * units] = uh[i];
      h[size.at(sequence[i], t, direction, units) + unit] = last[i];
    }
    if constexpr (!kBefore) {
      other = state;
      state = next;
    }
    __syncthreads();
  }
}

// Each gate's matrix [units, units] of both directions, transposed.
__global__ void __launch_bounds__(256)
    transpose_gates_kernel(int units, const float* __restrict__ weights, float* __restrict__ out) {
  const std::int64_t matrix = static_cast<std::int64_t>(units) * units;
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * blockDim.x;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
       i < 6 * matrix; i += stride) {
    const std::int64_t row = i % matrix / units;
    const std::int64_t column = i % units;
    out[i] = weights[i / matrix * matrix + column * units + row];
  }
}

struct ForwardScratch {
  ForwardScratch(const GruShape& s, void* base) {
    Carver carver(base);
    sums = carver.take<float>(s.n * s.t * 6 * s.num_units);
    transposed = carver.take<float>(holds_weights(s) ? 0 : 6 * s.num_units * s.num_units);
    bytes = carver.bytes();
  }
  float* sums;        // [n, t, 2, 3H]: W x
  float* transposed;  // [2, 3, H, H]
  std::size_t bytes;
};

template <class Weights>
void run_forward(Queue& queue, const GruShape& s, const float* weights, int unit_stride,
                 int depth_stride, const float* bias, const float* sums, float* h, float* gates) {
  const GruSizes size = sizes_of(s);
  const auto kernel = s.reset == ResetGate::kBefore ? gru_forward_kernel<Weights, true>
                                                    : gru_forward_kernel<Weights, false>;
  const std::size_t shared = 2 * Weights::kRows * Weights::pitch(size.num_units) * sizeof(float);
  launch(kernel, grid_of<Weights>(s), dim3(Weights::num_threads(size.num_units)), shared,
         queue.stream(), size, weights, unit_stride, depth_stride, bias, sums, h, gates);
}

GemmShape input_product(const GruShape& s) {
  GemmShape product{s.n * s.t, 6 * s.num_units, s.num_inputs, false, true};
  product.precision = s.precision;
  return product;
}

std::size_t gru_forward_scratch_bytes(Queue& queue, const GruShape& s) {
  check_fits(s);
  gpu::gemm_scratch_bytes(queue, input_product(s));
  return ForwardScratch(s, nullptr).bytes;
}

void gru_forward(Queue& queue, const GruShape& s, const float* x, const float* w_input,
                 const float* w_recurrent, const float* bias, float* h, float* gates) {
  const ForwardScratch scratch(s, queue.scratch(gru_forward_scratch_bytes(queue, s)));
  const auto units = static_cast<int>(s.num_units);
  gpu::gemm(queue, input_product(s), x, w_input, scratch.sums);
  const bool held = holds_weights(s);
  if (!held)
    launch(transpose_gates_kernel, dim3(256), dim3(256), 0, queue.stream(), units, w_recurrent,
           scratch.transposed);
  const float* weights = held ? w_recurrent : scratch.transposed;
  choose_weights(s, [&](auto choice) {
    run_forward<typename decltype(choice)::Weights>(queue, s, weights, held ? units : 1,
                                                    held ? 1 : units, bias, scratch.sums, h, gates);
  });
}

const DeviceKernel kForwardScratch{"gru_forward_scratch_bytes", gru_forward_scratch_bytes};
const DeviceKernel kForward{"gru_forward", gru_forward};

}  // namespace
}  // namespace cantus::gpu
