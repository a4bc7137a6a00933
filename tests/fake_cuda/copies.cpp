#include <fake_cuda/streams.h>

#include <cstring>
#include <vector>

#include "tests/fake_cuda/memory.h"
#include "tests/fake_cuda/state.h"

namespace fake_cuda {
namespace {

// Whether `bytes` bytes from `pointer` lie where a copy says that they do.
bool fits(const void* pointer, std::size_t bytes, bool says_device, bool says_host) {
  const Range range = range_at(pointer);
  if (range.place != Place::kElsewhere && bytes > range.room) return false;
  if (says_device) return range.place == Place::kDevice;
  return !says_host || range.place != Place::kDevice;
}

cudaError_t check_copy(const void* to, const void* from, std::size_t to_bytes,
                       std::size_t from_bytes, cudaMemcpyKind kind) {
  if (kind < cudaMemcpyHostToHost || kind > cudaMemcpyDefault)
    return fail(cudaErrorInvalidMemcpyDirection);
  const bool any = kind == cudaMemcpyDefault;
  const bool to_device = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
  const bool from_device = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
  const bool good = fits(to, to_bytes, to_device, !to_device && !any) &&
                    fits(from, from_bytes, from_device, !from_device && !any);
  return good ? cudaSuccess : fail(cudaErrorInvalidValue);
}

std::size_t extent(std::size_t pitch, std::size_t width, std::size_t height) {
  return (height - 1) * pitch + width;
}

}  // namespace
}  // namespace fake_cuda

using fake_cuda::fail;

cudaError_t cudaMemcpy2DAsync(void* to, std::size_t to_pitch, const void* from,
                              std::size_t from_pitch, std::size_t width, std::size_t height,
                              cudaMemcpyKind kind, cudaStream_t stream) {
  if (width == 0 || height == 0) return cudaSuccess;
  if (width > to_pitch || width > from_pitch) return fail(cudaErrorInvalidValue);
  if (const cudaError_t error =
          fake_cuda::check_copy(to, from, fake_cuda::extent(to_pitch, width, height),
                                fake_cuda::extent(from_pitch, width, height), kind))
    return error;
  const auto copy = [=](const char* source) {
    for (std::size_t row = 0; row < height; ++row)
      std::memmove(static_cast<char*>(to) + row * to_pitch, source + row * from_pitch, width);
  };
  const auto source = static_cast<const char*>(from);
  const bool is_late = stream != nullptr && stream->late != nullptr && stream->capture == nullptr;
  // As in CUDA, memory that CUDA did not allocate is read, or written, before the call returns.
  if (is_late && fake_cuda::range_at(from).place == fake_cuda::Place::kElsewhere) {
    const std::vector<char> staged(source, source + fake_cuda::extent(from_pitch, width, height));
    return fake_cuda::run_or_record(stream, [=] { copy(staged.data()); });
  }
  const cudaError_t error = fake_cuda::run_or_record(stream, [=] { copy(source); });
  if (is_late && fake_cuda::range_at(to).place == fake_cuda::Place::kElsewhere) stream->late->run();
  return error;
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  return cudaMemcpy2DAsync(to, bytes, from, bytes, bytes, 1, kind, stream);
}

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  if (const cudaError_t error = fake_cuda::spoil_captures()) return error;
  return cudaMemcpyAsync(to, from, bytes, kind, nullptr);
}

cudaError_t cudaMemset2DAsync(void* memory, std::size_t pitch, int value, std::size_t width,
                              std::size_t height, cudaStream_t stream) {
  if (width == 0 || height == 0) return cudaSuccess;
  if (width > pitch ||
      !fake_cuda::fits(memory, fake_cuda::extent(pitch, width, height), true, false))
    return fail(cudaErrorInvalidValue);
  return fake_cuda::run_or_record(stream, [=] {
    for (std::size_t row = 0; row < height; ++row)
      std::memset(static_cast<char*>(memory) + row * pitch, value, width);
  });
}

cudaError_t cudaMemsetAsync(void* memory, int value, std::size_t bytes, cudaStream_t stream) {
  if (fake_cuda::call_is_faulty("cudaMemsetAsync")) return fake_cuda::fail(cudaErrorInvalidValue);
  return cudaMemset2DAsync(memory, bytes, value, bytes, 1, stream);
}

cudaError_t cudaMemset(void* memory, int value, std::size_t bytes) {
  if (const cudaError_t error = fake_cuda::spoil_captures()) return error;
  return cudaMemsetAsync(memory, value, bytes, nullptr);
}
