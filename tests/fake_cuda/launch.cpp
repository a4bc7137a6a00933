#include <cuda_emulator/launch.h>
#include <fake_cuda/streams.h>

#include <map>
#include <mutex>
#include <optional>

#include "tests/cuda_emu/kernel_name.h"
#include "tests/fake_cuda/state.h"

namespace fake_cuda {
namespace {

constexpr std::size_t kDefaultSharedBytes = 48 * 1024;
constexpr int kMaxSharedBytes = 227 * 1024;  // compute capability 9.0
constexpr unsigned kMaxThreads = 1024, kMaxLayers = 64;
constexpr unsigned kMaxColumns = 0x7fffffff, kMaxRows = 65535;

struct Limits {
  std::mutex mutex;
  std::map<const void*, int> shared_bytes;  // dynamic bytes, of kernels that declared their need
};

Limits& limits() {
  static Limits all;
  return all;
}

std::optional<std::size_t> asked_bytes(const void* kernel) {
  const std::lock_guard<std::mutex> lock(limits().mutex);
  const auto found = limits().shared_bytes.find(kernel);
  if (found == limits().shared_bytes.end()) return std::nullopt;
  return found->second;
}

bool within(dim3 size, dim3 most) {
  return size.x - 1 < most.x && size.y - 1 < most.y && size.z - 1 < most.z;
}

cudaError_t check(const cuda_emulator::Launch& launch) {
  const dim3 block = launch.block;
  if (!within(launch.grid, {kMaxColumns, kMaxRows, kMaxRows}) ||
      !within(block, {kMaxThreads, kMaxThreads, kMaxLayers}) ||
      block.x * block.y * block.z > kMaxThreads)
    return cudaErrorInvalidConfiguration;
  if (launch.shared_bytes > asked_bytes(launch.kernel).value_or(kDefaultSharedBytes))
    return cudaErrorInvalidValue;
  return launch_is_faulty() ? cudaErrorLaunchFailure : cudaSuccess;
}

}  // namespace

cudaError_t launch(cuda_emulator::Launch launch, cudaStream_t stream) {
  if (const cudaError_t error = check(launch)) return fail(error);
  // The default stream belongs to any device. Copies may come from a thread set to another.
  if (stream != nullptr && stream_exists(stream) && stream->device != current_device())
    return fail(cudaErrorInvalidResourceHandle);
  // Static arrays become known only when the kernel runs: Multiprocessor counts them.
  launch.most_shared_bytes = asked_bytes(launch.kernel) ? kMaxSharedBytes : kDefaultSharedBytes;
  return run_or_record(stream, [launch = std::move(launch)] { cuda_emulator::run(launch); });
}

}  // namespace fake_cuda

using fake_cuda::fail;

cudaError_t cudaFuncSetAttribute(const void* kernel, cudaFuncAttribute attribute, int value) {
  if (attribute != cudaFuncAttributeMaxDynamicSharedMemorySize || value < 0 ||
      value > fake_cuda::kMaxSharedBytes)
    return fail(cudaErrorInvalidValue);
  const std::lock_guard<std::mutex> lock(fake_cuda::limits().mutex);
  fake_cuda::limits().shared_bytes[kernel] = value;
  return cudaSuccess;
}

cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, const void*) {
  if (fake_cuda::lacks_code()) return fail(cudaErrorNoKernelImageForDevice);
  attributes->maxThreadsPerBlock = fake_cuda::kMaxThreads;
  return cudaSuccess;
}

cudaError_t cudaFuncGetName(const char** name, const void* kernel) {
  *name = cuda_emulator::mangled_kernel_name(kernel);
  return **name == '\0' ? fail(cudaErrorInvalidValue) : cudaSuccess;
}
