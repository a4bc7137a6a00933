#pragma once

#include <cuda_runtime.h>
#include <cxxabi.h>

#include <cstddef>
#include <cstdlib>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "kernels/core/cuda_failure.h"

// What kernel files (x_cuda.cu) need beyond plain CUDA C++, so that two compilers take the same
// file: nvcc for the GPU, and a C++ compiler whose <cuda_runtime.h> is the emulator's. These are
// the places where CUDA's own spelling is no C++: launches and shared memory.
//
//   __global__ void sums_kernel(const float* x, float* sums) {
//     CANTUS_SHARED(float, tile, [32][33]);   // __shared__ float tile[32][33];
//     CANTUS_SHARED_DYNAMIC(float, row);      // float* row: the launch's shared_bytes
//     ...
//   launch(sums_kernel, grid, block, shared_bytes, queue.stream(), x, sums);
#if defined(__CUDACC__)
#define CANTUS_SHARED(T, name, dims) __shared__ T name dims
#define CANTUS_SHARED_DYNAMIC(T, name)                                          \
  extern __shared__ __align__(16) unsigned char cantus_dynamic_shared_memory[]; \
  T* name = reinterpret_cast<T*>(cantus_dynamic_shared_memory)
#else
#define CANTUS_SHARED(T, name, dims) CUDA_EMULATOR_SHARED(T, name, dims)
#define CANTUS_SHARED_DYNAMIC(T, name) CUDA_EMULATOR_SHARED_DYNAMIC(T, name)
#endif

namespace cantus::gpu {

// Sizes the grids whose blocks stride through their work: an H200's count. The emulator has
// two, so that blocks go round more than once in tests of small shapes too.
#if defined(__CUDACC__)
constexpr int kMultiprocessors = 132;
#else
constexpr int kMultiprocessors = 2;
#endif

namespace launch_detail {

// Shared memory that a kernel may have without asking for more, on every architecture: its own
// arrays and the launch's together. launch() asks for more only where the launch's alone are more.
constexpr std::size_t kDefaultSharedBytes = 48 * 1024;

inline std::string kernel_name(const void* kernel) {
  const char* mangled = nullptr;
  if (cudaFuncGetName(&mangled, kernel) != cudaSuccess || mangled == nullptr) {
    cudaGetLastError();
    return "a kernel";
  }
  char* name = abi::__cxa_demangle(mangled, nullptr, nullptr, nullptr);
  const std::string text = name == nullptr ? mangled : name;
  std::free(name);
  return text;
}

inline std::string size_of(dim3 size) {
  return std::to_string(size.x) + "x" + std::to_string(size.y) + "x" + std::to_string(size.z);
}

inline void check(cudaError_t status, const void* kernel, dim3 grid, dim3 block,
                  std::size_t shared_bytes) {
  if (status == cudaSuccess) return;
  cudaGetLastError();  // clears the error, which is reported here
  throw_cuda_failure(status, kernel_name(kernel),
                     std::string("the launch failed, ") + cudaGetErrorName(status) + ": " +
                         cudaGetErrorString(status) + ", with a grid of " + size_of(grid) +
                         " blocks of " + size_of(block) + " threads and " +
                         std::to_string(shared_bytes) + " bytes of shared memory");
}

}  // namespace launch_detail

// Starts kernel<<<grid, block, shared_bytes, stream>>>(args...); `stream` is a queue's stream().
// Throws the kernel's name, as throw_cuda_failure() has it, when CUDA refuses the launch. What goes
// wrong while the kernel runs shows later, when the stream is waited for.
template <class... Parameters, class... Arguments>
void launch(void (*kernel)(Parameters...), dim3 grid, dim3 block, std::size_t shared_bytes,
            void* stream, Arguments&&... args) {
  static_assert(sizeof...(Parameters) == sizeof...(Arguments), "one argument for each parameter");
  const auto address = reinterpret_cast<const void*>(kernel);
  if (shared_bytes > launch_detail::kDefaultSharedBytes) {
    launch_detail::check(cudaFuncSetAttribute(address, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                              static_cast<int>(shared_bytes)),
                         address, grid, block, shared_bytes);
  }
  const auto cuda_stream = static_cast<cudaStream_t>(stream);
  const std::tuple<std::remove_cv_t<Parameters>...> parameters(
      static_cast<Parameters>(std::forward<Arguments>(args))...);
#if defined(__CUDACC__)
  // Not <<<>>>, which tells of an error only through that of the last call, whichever it was.
  const cudaError_t status = std::apply(
      [&](const auto&... parameter) {
        const void* pointers[] = {&parameter..., nullptr};
        return cudaLaunchKernel(address, grid, block, const_cast<void**>(pointers), shared_bytes,
                                cuda_stream);
      },
      parameters);
#else
  const cudaError_t status =
      cuda_emulator::launch(kernel, grid, block, shared_bytes, cuda_stream, parameters);
#endif
  launch_detail::check(status, address, grid, block, shared_bytes);
}

}  // namespace cantus::gpu
