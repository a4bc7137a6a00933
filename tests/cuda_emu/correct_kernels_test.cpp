#include <gtest/gtest.h>

#include <numeric>

#include "kernels/core/gpu.h"
#include "tests/cuda_emu/device_memory.h"

// Correct kernels give the same results in every order of the threads.
namespace cuda_emulator {
namespace {

using cantus::gpu::launch;

// --- barriers, shared memory, tiles

template <int kTile>
__global__ void product_kernel(const float* __restrict__ a, const float* __restrict__ b, float* c,
                               int rows, int depth, int columns) {
  CANTUS_SHARED(float, left, [kTile][kTile + 1]);
  CANTUS_SHARED(float, right, [kTile][kTile]);
  const int x = threadIdx.x, y = threadIdx.y;
  const int row = blockIdx.y * kTile + y, column = blockIdx.x * kTile + x;
  float sum = 0;
  for (int k = 0; k < depth; k += kTile) {
    left[y][x] = row < rows && k + x < depth ? a[row * depth + k + x] : 0.0f;
    right[y][x] = k + y < depth && column < columns ? b[(k + y) * columns + column] : 0.0f;
    __syncthreads();
#pragma unroll
    for (int i = 0; i < kTile; ++i) sum += left[y][i] * right[i][x];
    __syncthreads();
  }
  if (row < rows && column < columns) c[row * columns + column] = sum;
}

TEST(CorrectKernels, MultiplyMatricesByTiles) {
  constexpr int kRows = 20, kDepth = 13, kColumns = 9;
  std::vector<float> a(kRows * kDepth), b(kDepth * kColumns);
  std::iota(a.begin(), a.end(), -50.0f);
  std::iota(b.begin(), b.end(), -20.0f);
  in_every_order([&] {
    DeviceArray<float> left(a), right(b), product(std::size_t{kRows * kColumns});
    launch(product_kernel<8>, dim3(2, 3), dim3(8, 8), 0, nullptr, left.get(), right.get(),
           product.get(), kRows, kDepth, kColumns);
    const std::vector<float> c = product.values();
    for (int i = 0; i < kRows * kColumns; ++i) {
      float sum = 0;
      for (int k = 0; k < kDepth; ++k)
        sum += a[i / kColumns * kDepth + k] * b[k * kColumns + i % kColumns];
      ASSERT_EQ(c[i], sum) << i;
    }
  });
}

// --- warps, then the block

__device__ __forceinline__ double warp_sum(double value) {
  for (unsigned distance = 16; distance > 0; distance /= 2)
    value += __shfl_down_sync(0xffffffffu, value, distance);
  return value;
}

__global__ void __launch_bounds__(128) sum_kernel(const float* x, double* sums, int n) {
  CANTUS_SHARED(double, partial, [32]);
  double sum = 0;
  for (int i = blockIdx.x * n + threadIdx.x; i < static_cast<int>(blockIdx.x + 1) * n;
       i += blockDim.x)
    sum += x[i];
  sum = warp_sum(sum);
  if (threadIdx.x % warpSize == 0) partial[threadIdx.x / warpSize] = sum;
  __syncthreads();
  if (threadIdx.x >= warpSize) return;  // returned threads do not hold up the others
  sum = threadIdx.x < blockDim.x / warpSize ? partial[threadIdx.x] : 0.0;
  sum = warp_sum(sum);
  __syncthreads();
  if (threadIdx.x == 0) sums[blockIdx.x] = sum;
}

TEST(CorrectKernels, ReduceThroughWarpsAndSharedMemory) {
  constexpr int kBlocks = 5, kEach = 300;
  std::vector<float> x(kBlocks * kEach);
  std::iota(x.begin(), x.end(), 1.0f);
  in_every_order([&] {
    DeviceArray<float> values(x);
    DeviceArray<double> sums(std::size_t{kBlocks});
    launch(sum_kernel, kBlocks, 128, 0, nullptr, values.get(), sums.get(), kEach);
    for (int block = 0; block < kBlocks; ++block)
      EXPECT_EQ(sums.values()[block],
                std::accumulate(x.begin() + block * kEach, x.begin() + (block + 1) * kEach, 0.0));
  });
}

// --- every shuffle, by its definition

__global__ void shuffle_kernel(int* out) {
  const int t = threadIdx.x, lane = t % 32;
  int* row = out + t * 10;
  row[0] = __shfl_sync(0xffffffffu, t, 5);
  row[1] = __shfl_sync(0xffffffffu, t, 9, 8);
  row[2] = __shfl_up_sync(0xffffffffu, t, 2, 8);
  row[3] = __shfl_down_sync(0xffffffffu, t, 3, 16);
  row[4] = __shfl_xor_sync(0xffffffffu, t, 16);
  row[5] = __shfl_xor_sync(0xffffffffu, t, 4, 4);
  row[6] = lane < 16 ? __shfl_xor_sync(0x0000ffffu, t, 1) : __shfl_xor_sync(0xffff0000u, t, 2);
  const float4 wide = __shfl_sync(0xffffffffu, make_float4(t, 1, 2, -t), lane ^ 3);
  row[7] = static_cast<int>(wide.x - wide.w) / 2;
  row[8] = __shfl_sync(0xffffffffu, static_cast<short>(t), 31);
  row[9] = static_cast<int>(__shfl_down_sync(0xffffffffu, 0x100000000ull * t, 1) >> 32);
}

TEST(CorrectKernels, ShuffleAllTypesWidthsAndMasks) {
  in_every_order([] {
    DeviceArray<int> out(std::size_t{640});
    launch(shuffle_kernel, 1, 64, 0, nullptr, out.get());
    const std::vector<int> found = out.values();
    for (int t = 0; t < 64; ++t) {
      const int lane = t % 32, warp = t - lane;
      const std::vector<int> expected = {warp + 5,
                                         t - t % 8 + 1,
                                         t % 8 >= 2 ? t - 2 : t,
                                         t % 16 + 3 < 16 ? t + 3 : t,
                                         t ^ 16,
                                         t % 32 / 4 % 2 == 1 ? t ^ 4 : t,
                                         lane < 16 ? t ^ 1 : t ^ 2,
                                         t ^ 3,
                                         warp + 31,
                                         lane < 31 ? t + 1 : t};
      EXPECT_EQ(std::vector<int>(found.begin() + t * 10, found.begin() + t * 10 + 10), expected)
          << "thread " << t;
    }
  });
}

// --- votes

__global__ void vote_kernel(int* out) {
  const int t = threadIdx.x;
  int* row = out + t * 8;
  row[0] = static_cast<int>(__ballot_sync(0xffffffffu, t % 3 == 0));
  row[1] = __any_sync(0xffffffffu, t == 40);
  row[2] = __all_sync(0xffffffffu, t < 33);
  row[3] = __syncthreads_count(t < 10);
  row[4] = __syncthreads_or(t == 63);
  row[5] = __syncthreads_and(t < 63);
  row[6] = t % 2 == 0 ? static_cast<int>(__ballot_sync(0x55555555u, t < 8)) : 0;
  row[7] = static_cast<int>(__activemask());
}

TEST(CorrectKernels, VoteInWarpsAndBlocks) {
  in_every_order([] {
    DeviceArray<int> out(std::size_t{512});
    launch(vote_kernel, 1, 64, 0, nullptr, out.get());
    const std::vector<int> found = out.values();
    for (int t = 0; t < 64; ++t) {
      unsigned thirds = 0;
      for (int lane = 0; lane < 32; ++lane)
        thirds |= (t / 32 * 32 + lane) % 3 == 0 ? 1u << lane : 0u;
      const std::vector<int> expected = {
          static_cast<int>(thirds),        t >= 32,         t < 32, 10, 1, 0,
          t % 2 == 0 && t < 32 ? 0x55 : 0, found[t * 8 + 7]};
      EXPECT_EQ(std::vector<int>(found.begin() + t * 8, found.begin() + t * 8 + 8), expected);
      EXPECT_TRUE(static_cast<unsigned>(found[t * 8 + 7]) >> t % 32 & 1u);
    }
  });
}

// --- atomics

__global__ void atomic_kernel(int* counts, float* sum, unsigned* bits, unsigned* ticket) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  atomicAdd(&counts[0], 2);
  atomicSub(&counts[1], 1);
  atomicMax(&counts[2], i);
  atomicMin(&counts[3], -i);
  atomicAdd(sum, 0.5f);
  atomicOr(&bits[0], 1u << i % 32);
  atomicAnd(&bits[1], ~(1u << i % 7));
  atomicXor(&bits[2], 1u << i % 32);
  atomicInc(ticket, 6);
  int guess = 0;
  for (int seen; (seen = atomicCAS(&counts[4], guess, guess + 3)) != guess;) guess = seen;
}

TEST(CorrectKernels, CountByAtomics) {
  in_every_order([] {
    DeviceArray<int> counts(std::vector<int>(5));
    DeviceArray<float> sum(std::vector<float>(1));
    DeviceArray<unsigned> bits(std::vector<unsigned>{0, ~0u, 0}), ticket(std::vector<unsigned>(1));
    launch(atomic_kernel, 3, 32, 0, nullptr, counts.get(), sum.get(), bits.get(), ticket.get());
    EXPECT_EQ(counts.values(), (std::vector<int>{192, -96, 95, -95, 288}));
    EXPECT_EQ(sum.values()[0], 48.0f);
    EXPECT_EQ(bits.values(), (std::vector<unsigned>{~0u, ~0x7fu, ~0u}));
    EXPECT_EQ(ticket.values()[0], 96u % 7);
  });
}

// --- dynamic shared memory, __syncwarp

__global__ void reverse_kernel(int* out) {
  CANTUS_SHARED_DYNAMIC(int, row);
  CANTUS_SHARED(int, offset, );
  row[threadIdx.x] = threadIdx.x;
  if (threadIdx.x == 0) offset = 100;
  __syncwarp();
  const int from_warp = row[threadIdx.x ^ 1];
  __syncthreads();
  out[threadIdx.x] = row[blockDim.x - 1 - threadIdx.x] * 1000 + from_warp + offset;
}

TEST(CorrectKernels, UseDynamicSharedMemory) {
  in_every_order([] {
    for (const std::size_t bytes : {400, 100 * 1024}) {
      DeviceArray<int> out(std::size_t{100});
      launch(reverse_kernel, 1, 100, bytes, nullptr, out.get());
      for (int t = 0; t < 100; ++t) EXPECT_EQ(out.values()[t], (99 - t) * 1000 + (t ^ 1) + 100);
    }
  });
}

// --- the last block adds up what the others left

__global__ void last_block_kernel(const int* x, int* partial, unsigned* num_done, int* sum) {
  CANTUS_SHARED(bool, is_last, );
  if (threadIdx.x == 0) {
    partial[blockIdx.x] = x[blockIdx.x];
    __threadfence();
    is_last = atomicInc(num_done, gridDim.x) == gridDim.x - 1;
  }
  __syncthreads();
  if (is_last && threadIdx.x == 0) {
    *sum = 0;
    for (unsigned block = 0; block < gridDim.x; ++block) *sum += partial[block];
  }
}

TEST(CorrectKernels, LetTheLastBlockAddUp) {
  in_every_order([] {
    DeviceArray<int> x(std::vector<int>{1, 20, 300, 4000}), partial(std::size_t{4}),
        sum(std::size_t{1});
    DeviceArray<unsigned> num_done(std::vector<unsigned>(1));
    launch(last_block_kernel, 4, 40, 0, nullptr, x.get(), partial.get(), num_done.get(), sum.get());
    EXPECT_EQ(sum.values()[0], 4321);
  });
}

// --- parameters and indices

struct Sizes {
  int rows, columns;
};

__global__ void index_kernel(Sizes sizes, unsigned* out) {
  sizes.rows += threadIdx.x;  // each thread has its own parameters
  const unsigned thread = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
  const unsigned block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
  out[block * blockDim.x * blockDim.y * blockDim.z + thread] = sizes.rows * 10 + sizes.columns;
}

TEST(CorrectKernels, HaveThreeDimensionsAndParametersOfTheirOwn) {
  in_every_order([] {
    DeviceArray<unsigned> out(std::size_t{24 * 24});
    launch(index_kernel, dim3(2, 3, 4), dim3(4, 2, 3), 0, nullptr, Sizes{7, 5}, out.get());
    for (unsigned i = 0; i < 24 * 24; ++i) ASSERT_EQ(out.values()[i], (7 + i % 4) * 10 + 5);
  });
}

}  // namespace
}  // namespace cuda_emulator
