#include "tests/cuda_emu/planted_bugs.h"

#include <map>
#include <numeric>
#include <stdexcept>

#include "kernels/core/gpu.h"

namespace cuda_emulator {
namespace {

constexpr int kThreads = 64;

// --- memory that no barrier orders

__global__ void missing_barrier(float* x) {
  CANTUS_SHARED(float, row, [kThreads]);
  row[threadIdx.x] = x[threadIdx.x];                   // planted: missing_barrier
  x[threadIdx.x] = row[(threadIdx.x + 1) % kThreads];  // planted: missing_barrier
}

__global__ void missing_loop_barrier(float* x) {
  CANTUS_SHARED(float, row, [kThreads]);
  float sum = 0;
  for (int k = 1; k <= 2; ++k) {
    row[threadIdx.x] = k * x[threadIdx.x];  // planted: missing_loop_barrier
    __syncthreads();
    sum += row[(threadIdx.x + kThreads / 2) % kThreads];  // planted: missing_loop_barrier
  }
  __syncthreads();
  x[threadIdx.x] = sum;
}

__global__ void missing_syncwarp(float* x) {
  CANTUS_SHARED(float, row, [kThreads]);
  row[threadIdx.x] = x[threadIdx.x];        // planted: missing_syncwarp
  const float next = row[threadIdx.x ^ 1];  // planted: missing_syncwarp
  __syncwarp();
  x[threadIdx.x] = next;
}

__global__ void unordered_sum(float* x) {
  if (blockIdx.x == 0) x[threadIdx.x] += 1;  // planted: race_between_blocks
  if (blockIdx.x == 1) x[threadIdx.x] *= 2;  // planted: race_between_blocks
}

__global__ void unwritten_shared(float* x) {
  CANTUS_SHARED(float, row, [kThreads]);
  if (threadIdx.x < 10) row[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  x[threadIdx.x] = row[threadIdx.x];
}

// --- memory that is not there

__global__ void off_by_one_global(float* x, int n) {
  if (static_cast<int>(threadIdx.x) <= n) x[threadIdx.x] += 1;  // planted: off_by_one_global
}

__global__ void use_after_free(float* x) {
  if (threadIdx.x == 0) cudaFree(x);  // stands for a host that frees too early
  __syncthreads();
  x[threadIdx.x] = 0;  // planted: use_after_free
}

__global__ void off_by_one_shared(float* x) {
  CANTUS_SHARED(float, row, [kThreads]);
  CANTUS_SHARED(float, next_array, [kThreads]);
  float* first = row;
  first[threadIdx.x + 1] = x[threadIdx.x];  // planted: off_by_one_shared
  next_array[threadIdx.x] = 0;
  __syncthreads();
  x[threadIdx.x] = first[threadIdx.x];
}

__global__ void written_in_front(float* x) {
  CANTUS_SHARED(float, row, [kThreads]);
  float* first = row;
  first[static_cast<int>(threadIdx.x) - 1] = x[threadIdx.x];
}

__global__ void written_behind_dynamic(float* x) {
  CANTUS_SHARED_DYNAMIC(float, row);
  row[threadIdx.x + 1] = x[threadIdx.x];
}

__global__ void misaligned_shared(float* x) {
  CANTUS_SHARED(float, row, [kThreads]);
  row[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  const float4* fours = reinterpret_cast<const float4*>(row);
  x[threadIdx.x] = fours[threadIdx.x / 4].x;  // planted: misaligned_shared
}

__global__ void off_by_one_dynamic(float* x) {
  CANTUS_SHARED_DYNAMIC(float, row);
  row[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  x[threadIdx.x] = row[threadIdx.x + 1];  // planted: off_by_one_dynamic
}

// --- barriers and warp operations that not every thread reaches

__global__ void divergent_barrier(float* x) {
  if (threadIdx.x % 2 == 0) {
    __syncthreads();  // planted: divergent_barrier
    x[threadIdx.x] = 1;
  } else {
    __syncthreads();  // planted: divergent_barrier
  }
}

__global__ void uneven_loop(float* x) {
  for (unsigned i = 0; i <= threadIdx.x / 32; ++i) __syncthreads();  // planted: uneven_loop
  x[threadIdx.x] = __syncthreads_count(1);                           // planted: uneven_loop
}

__global__ void returned_lane(float* x) {
  if (threadIdx.x % 32 >= 20) return;
  x[threadIdx.x] = __shfl_down_sync(0xffffffffu, x[threadIdx.x], 1);  // planted: returned_lane
}

__global__ void mask_without_itself(float* x) {
  x[threadIdx.x] = __shfl_xor_sync(0x0000ffffu, x[threadIdx.x], 1);  // planted: mask_without_itself
}

__global__ void mask_too_wide(float* x) {
  float sum = x[threadIdx.x];
  if (threadIdx.x % 32 < 16) sum += __shfl_xor_sync(0xffffffffu, sum, 8);  // planted: mask_too_wide
  __syncthreads();                                                         // planted: mask_too_wide
  x[threadIdx.x] = sum;
}

__global__ void reads_outside_mask(float* x) {
  if (threadIdx.x % 32 < 16)
    x[threadIdx.x] =
        __shfl_xor_sync(0x0000ffffu, x[threadIdx.x], 16);  // planted: reads_outside_mask
}

__global__ void different_operations(float* x) {
  if (threadIdx.x % 2 == 0) {
    x[threadIdx.x] = __shfl_sync(0xffffffffu, 1.0f, 0);  // planted: different_operations
  } else {
    x[threadIdx.x] = __any_sync(0xffffffffu, 1);  // planted: different_operations
  }
}

__global__ void crossed_masks(float* x) {
  if (threadIdx.x % 32 == 0) __syncwarp(0x3u);  // planted: crossed_masks
  if (threadIdx.x % 32 == 1) __syncwarp(0x7u);  // planted: crossed_masks
  x[threadIdx.x] = 0;
}

__global__ void too_much_shared(float* x) {
  CANTUS_SHARED(float, large, [13000]);
  large[threadIdx.x] = x[threadIdx.x];
}

__global__ void too_much_together(float* x) {
  CANTUS_SHARED(float, half, [6000]);
  CANTUS_SHARED_DYNAMIC(float, row);
  half[threadIdx.x] = x[threadIdx.x];
  x[threadIdx.x] = row[threadIdx.x] = half[threadIdx.x];
}

struct PlantedBug {
  void (*kernel)(float*);
  unsigned num_blocks = 1;
  std::size_t shared_bytes = 0;
};

const std::map<std::string, PlantedBug>& planted_bugs() {
  static const std::map<std::string, PlantedBug> bugs = {
      {"missing_barrier", {missing_barrier}},
      {"missing_loop_barrier", {missing_loop_barrier}},
      {"missing_syncwarp", {missing_syncwarp}},
      {"race_between_blocks", {unordered_sum, 2}},
      {"unwritten_shared", {unwritten_shared}},
      {"use_after_free", {use_after_free}},
      {"off_by_one_shared", {off_by_one_shared}},
      {"written_in_front", {written_in_front}},
      {"written_behind_dynamic", {written_behind_dynamic, 1, kThreads * sizeof(float)}},
      {"misaligned_shared", {misaligned_shared}},
      {"off_by_one_dynamic", {off_by_one_dynamic, 1, kThreads * sizeof(float)}},
      {"divergent_barrier", {divergent_barrier}},
      {"uneven_loop", {uneven_loop}},
      {"returned_lane", {returned_lane}},
      {"mask_without_itself", {mask_without_itself}},
      {"mask_too_wide", {mask_too_wide}},
      {"reads_outside_mask", {reads_outside_mask}},
      {"different_operations", {different_operations}},
      {"crossed_masks", {crossed_masks}},
      {"too_much_shared", {too_much_shared}},
      {"too_much_together", {too_much_together, 1, 25500}},
  };
  return bugs;
}

}  // namespace

std::vector<float> run_planted_bug(const std::string& name) {
  std::vector<float> values(kThreads);
  std::iota(values.begin(), values.end(), 1.0f);
  constexpr std::size_t kBytes = kThreads * sizeof(float);
  struct Array {
    float* data = nullptr;
    Array() { cudaMalloc(&data, kBytes); }
    ~Array() { cudaFree(data); }
  } x;
  cudaMemcpy(x.data, values.data(), kBytes, cudaMemcpyHostToDevice);
  if (name == "off_by_one_global") {
    cantus::gpu::launch(off_by_one_global, 1, kThreads + 32, 0, nullptr, x.data, kThreads);
  } else {
    const PlantedBug& bug = planted_bugs().at(name);
    cantus::gpu::launch(bug.kernel, bug.num_blocks, kThreads, bug.shared_bytes, nullptr, x.data);
  }
  cudaMemcpy(values.data(), x.data, kBytes, cudaMemcpyDeviceToHost);
  return values;
}

}  // namespace cuda_emulator
