// The recurrent layer, backward: one launch goes back through all frames and leaves the gradients
// of the gates' sums; products over all frames make the other gradients of them, those of the
// weights in frame_products_cuda.cu. Figures for 64 units:
//
// Bytes a frame and sequence: the recurrence reads gates 1536 (kAfter: 2048), h 512 and d_h 512 and
// writes 1536 of gradients and 2 x 512 of states that the products need; these read 3 x 1536, 1024
// and x 4 I and write d_x 4 I. At I = 64, n = 256, t = 25: 72 MB, of which 20 MB (gates, h, d_h, x,
// d_x) are compulsory, 4.6 us on an H200 (4.3 TB/s); the rest is 16 MB of scratch in the
// second-level cache. As in the forward pass, the recurrence is bound by its chain of steps: 192
// multiply-adds a thread and step, three barriers. The weights stay in registers as columns instead
// of rows; what the next step reads is fetched one step ahead; the gradient of the bias is summed
// on the way, so that no pass over the gradients is needed for it.
#include "kernels/core/carver.h"
#include "kernels/core/column_sums_cuda.h"
#include "kernels/core/device_kernel.h"
#include "kernels/gemm/gemm_cuda.h"
#include "kernels/gru/frame_products_cuda.h"
#include "kernels/gru/gru.h"
#include "kernels/gru/gru_cell.h"
#include "kernels/gru/gru_sizes_cuda.h"

namespace cantus::gpu {
namespace {

// Arrays of the recurrence, all on the device.
struct BackwardArrays {
  const float* weights;  // [2, 3, H, H], the depth being the gate's own unit
  const float* h;        // [n, t, 2, H]
  const float* gates;    // [n, t, 2, kept, H]
  const float* d_h;      // [n, t, 2, H]
  float* d_gates;        // [n, t, 2, 3H]: of the gates' sums
  float* previous;       // [2, n, t, H]: h'
  float* other;          // [2, n, t, H]: r h' (kBefore) or the gradient of U_h h' (kAfter)
  float* d_bias;         // [blocks, 2, 3H]: sums over the block's sequences and all frames
};

// What a unit needs of one frame.
struct GruFrame {
  float z = 0, r = 0, c = 0, uh = 0, last = 0, d_out = 0;
};

template <bool kBefore>
__device__ GruFrame fetch_frame(const GruSizes& size, const BackwardArrays& a, std::int64_t n,
                                int direction, int step, int unit) {
  const int units = size.num_units;
  const int t = size.frame_of(direction, step);
  const float* kept = a.gates + size.at(n, t, direction, (kBefore ? 3 : 4) * units) + unit;
  GruFrame f;
  f.z = kept[0];
  f.r = kept[units];
  f.c = kept[2 * units];
  if constexpr (!kBefore) f.uh = kept[3 * units];
  f.d_out = a.d_h[size.at(n, t, direction, units) + unit];
  if (step > 0)
    f.last = a.h[size.at(n, size.frame_of(direction, step - 1), direction, units) + unit];
  return f;
}

template <class Weights, bool kBefore>
__global__ void __launch_bounds__(Weights::kThreads)
    gru_backward_kernel(GruSizes size, BackwardArrays a) {
  constexpr int kItems = Weights::kItems;
  CANTUS_SHARED_DYNAMIC(float, shared);
  const int units = size.num_units;
  const int pitch = Weights::pitch(units);
  const int direction = static_cast<int>(blockIdx.y);
  const int unit = Weights::unit();
  const bool active = Weights::active(units);
  float* rows_z = shared;  // gradients of U_z h', U_r h', U_h (.): each [kRows, pitch]
  float* rows_r = rows_z + Weights::kRows * pitch;
  float* rows_c = rows_r + Weights::kRows * pitch;
  const Weights w(a.weights + direction * 3 * units * units, units, 1, units);

  std::int64_t sequence[kItems];
  bool valid[kItems];
  GruFrame coming[kItems];
  float carried[kItems] = {};
  float d_bias[3] = {};
  const auto fetch = [&](int step) {
#pragma unroll
    for (int i = 0; i < kItems; ++i)
      if (valid[i]) coming[i] = fetch_frame<kBefore>(size, a, sequence[i], direction, step, unit);
  };
#pragma unroll
  for (int i = 0; i < kItems; ++i) {
    sequence[i] = static_cast<std::int64_t>(blockIdx.x) * Weights::kRows + Weights::row(i);
    valid[i] = active && sequence[i] < size.num_sequences;
  }
  fetch(size.num_frames - 1);

  for (int step = size.num_frames - 1; step >= 0; --step) {
    GruFrame f[kItems];
    float d_z[kItems], d_r[kItems], d_c[kItems], other[kItems];
#pragma unroll
    for (int i = 0; i < kItems; ++i) f[i] = coming[i];
    if (step > 0) fetch(step - 1);
#pragma unroll
    for (int i = 0; i < kItems; ++i) {
      const gru::StateGradients<float> to(f[i].d_out + carried[i], f[i].z, f[i].c, f[i].last);
      d_z[i] = to.z;
      d_c[i] = to.c;
      carried[i] = to.last;
      if constexpr (!kBefore) {
        d_r[i] = gru::reset_gradient(d_c[i], f[i].uh, f[i].r);
        other[i] = d_c[i] * f[i].r;
      }
      if (!active) continue;
      const int place = w.row(i) * pitch + unit;
      rows_z[place] = d_z[i];
      rows_c[place] = kBefore ? d_c[i] : other[i];
      if constexpr (!kBefore) rows_r[place] = d_r[i];
    }
    __syncthreads();
    float sums[1][Weights::kPartials] = {};
    w.template multiply_add<2, 1>(rows_c, sums);
    if constexpr (kBefore) {
#pragma unroll
      for (int i = 0; i < kItems; ++i) {
        const float d_reset = w.total(sums[0], i);
        d_r[i] = gru::reset_gradient(d_reset, f[i].last, f[i].r);
        carried[i] += d_reset * f[i].r;
        other[i] = f[i].r * f[i].last;
        if (active) rows_r[w.row(i) * pitch + unit] = d_r[i];
      }
      __syncthreads();
#pragma unroll
      for (int k = 0; k < Weights::kPartials; ++k) sums[0][k] = 0.0f;
    }
    w.template multiply_add<0, 1>(rows_z, sums);
    w.template multiply_add<1, 1>(rows_r, sums);
#pragma unroll
    for (int i = 0; i < kItems; ++i) {
      carried[i] += w.total(sums[0], i);
      d_bias[0] += d_z[i];
      d_bias[1] += d_r[i];
      d_bias[2] += d_c[i];
      if (!valid[i]) continue;
      const int t = size.frame_of(direction, step);
      float* d_gates = a.d_gates + size.at(sequence[i], t, direction, 3 * units) + unit;
      d_gates[0] = d_z[i];
      d_gates[units] = d_r[i];
      d_gates[2 * units] = d_c[i];
      const std::int64_t frame =
          (direction * size.num_sequences + sequence[i]) * size.num_frames + t;
      a.previous[frame * units + unit] = f[i].last;
      a.other[frame * units + unit] = other[i];
    }
    __syncthreads();
  }
#pragma unroll
  for (int g = 0; g < 3; ++g) {
    const float sum = w.over_rows(d_bias[g]);
    if (active && w.row(0) == 0)
      a.d_bias[((static_cast<std::int64_t>(blockIdx.x) * 2 + direction) * 3 + g) * units + unit] =
          sum;
  }
}

template <class Weights>
void run_backward(Queue& queue, const GruShape& s, const BackwardArrays& arrays, float* d_bias) {
  const GruSizes size = sizes_of(s);
  const auto kernel = s.reset == ResetGate::kBefore ? gru_backward_kernel<Weights, true>
                                                    : gru_backward_kernel<Weights, false>;
  const std::size_t shared = 3 * Weights::kRows * Weights::pitch(size.num_units) * sizeof(float);
  const dim3 grid = grid_of<Weights>(s);
  launch(kernel, grid, dim3(Weights::num_threads(size.num_units)), shared, queue.stream(), size,
         arrays);
  finish_columns<1>(queue, 6 * s.num_units, grid.x, arrays.d_bias, StoreSum{d_bias});
}

struct BackwardScratch {
  BackwardScratch(const GruShape& s, void* base) {
    const std::int64_t states = s.n * s.t * s.num_units;
    std::int64_t blocks = 0;
    choose_weights(s,
                   [&](auto choice) { blocks = grid_of<typename decltype(choice)::Weights>(s).x; });
    Carver carver(base);
    d_gates = carver.take<float>(6 * states);
    previous = carver.take<float>(2 * states);
    other = carver.take<float>(2 * states);
    d_bias = carver.take<float>(blocks * 6 * s.num_units);
    shares = carver.take<float>(frame_products_scratch_floats(s));
    bytes = carver.bytes();
  }
  float *d_gates, *previous, *other, *d_bias, *shares;
  std::size_t bytes;
};

std::size_t gru_backward_scratch_bytes(Queue& queue, const GruShape& s) {
  check_fits(s);
  gpu::gemm_scratch_bytes(queue, {s.n * s.t, s.num_inputs, 6 * s.num_units});
  return BackwardScratch(s, nullptr).bytes;
}

void gru_backward(Queue& queue, const GruShape& s, const float* x, const float* w_input,
                  const float* w_recurrent, const float* h, const float* gates, const float* d_h,
                  float* d_x, float* d_w_input, float* d_w_recurrent, float* d_bias) {
  const BackwardScratch scratch(s, queue.scratch(gru_backward_scratch_bytes(queue, s)));
  const BackwardArrays arrays{
      w_recurrent, h, gates, d_h, scratch.d_gates, scratch.previous, scratch.other, scratch.d_bias};
  choose_weights(s, [&](auto choice) {
    run_backward<typename decltype(choice)::Weights>(queue, s, arrays, d_bias);
  });

  const std::int64_t frames = s.n * s.t;
  const std::int64_t units = s.num_units;
  GemmShape of_inputs{frames, s.num_inputs, 6 * units};
  of_inputs.precision = s.precision;
  gpu::gemm(queue, of_inputs, scratch.d_gates, w_input, d_x);

  GruWeightProducts products{
      {{6 * units, s.num_inputs, 6 * units, s.num_inputs, scratch.d_gates, x, d_w_input}}};
  for (std::int64_t direction = 0; direction < 2; ++direction) {
    const float* d_gates = scratch.d_gates + direction * 3 * units;
    const float* previous = scratch.previous + direction * frames * units;
    const float* other = scratch.other + direction * frames * units;
    float* d_w = d_w_recurrent + direction * 3 * units * units;
    float* d_candidate = d_w + 2 * units * units;
    products[1 + direction] = {2 * units, units, 6 * units, units, d_gates, previous, d_w};
    // The candidate's weights multiply the reset state (kBefore) or the state (kAfter).
    products[3 + direction] =
        s.reset == ResetGate::kBefore
            ? FrameProduct{units, units, 6 * units, units, d_gates + 2 * units, other, d_candidate}
            : FrameProduct{units, units, units, units, other, previous, d_candidate};
  }
  multiply_frames(queue, s, products, scratch.shares);
}

const DeviceKernel kBackwardScratch{"gru_backward_scratch_bytes", gru_backward_scratch_bytes};
const DeviceKernel kBackward{"gru_backward", gru_backward};

}  // namespace
}  // namespace cantus::gpu
