#include <fake_cuda/streams.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <utility>

#include "tests/fake_cuda/captures.h"
#include "tests/fake_cuda/memory.h"
#include "tests/fake_cuda/state.h"

namespace fake_cuda {
namespace {

struct Streams {
  std::mutex mutex;
  std::set<cudaStream_t> all;
};

Streams& streams() {
  static Streams existing;
  return existing;
}

}  // namespace

bool stream_exists(cudaStream_t stream) {
  const std::lock_guard<std::mutex> lock(streams().mutex);
  return stream == nullptr || streams().all.count(stream) != 0;
}

cudaError_t run_or_record(cudaStream_t stream, std::function<void()> work) {
  if (const cudaError_t error = machine_error()) return fail(error);
  if (!stream_exists(stream)) return fail(cudaErrorInvalidResourceHandle);
  if (stream == nullptr) {
    // The default stream waits for all others: it cannot while one of them captures.
    if (spoil_captures() != cudaSuccess) return fail(cudaErrorStreamCaptureImplicit);
  } else if (stream->capture != nullptr) {
    return record(stream, std::move(work));
  } else if (stream->late != nullptr) {
    stream->late->give(std::move(work));
    return cudaSuccess;
  }
  const DeviceAccess access;
  work();
  return cudaSuccess;
}

}  // namespace fake_cuda

using fake_cuda::fail;
using fake_cuda::streams;

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  if (const cudaError_t error = fake_cuda::machine_error()) return fail(error);
  *stream =
      new CUstream_st{flags, nullptr, fake_cuda::make_late_work(), fake_cuda::current_device()};
  const std::lock_guard<std::mutex> lock(streams().mutex);
  streams().all.insert(*stream);
  return cudaSuccess;
}

cudaError_t cudaStreamCreate(cudaStream_t* stream) {
  return cudaStreamCreateWithFlags(stream, cudaStreamDefault);
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  if (stream == nullptr || !fake_cuda::stream_exists(stream))
    return fail(cudaErrorInvalidResourceHandle);
  fake_cuda::abandon(stream);
  if (stream->late != nullptr) stream->late->run();
  {
    const std::lock_guard<std::mutex> lock(streams().mutex);
    streams().all.erase(stream);
  }
  delete stream;
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  if (const cudaError_t error = fake_cuda::machine_error()) return fail(error);
  if (!fake_cuda::stream_exists(stream)) return fail(cudaErrorInvalidResourceHandle);
  if (stream == nullptr) return fake_cuda::spoil_captures();
  if (stream->capture == nullptr) {
    if (stream->late != nullptr) stream->late->run();
    return cudaSuccess;
  }
  stream->capture->is_invalid = true;
  return fail(cudaErrorStreamCaptureUnsupported);
}

cudaError_t cudaStreamQuery(cudaStream_t stream) {
  if (!fake_cuda::stream_exists(stream)) return fail(cudaErrorInvalidResourceHandle);
  if (stream != nullptr && stream->capture == nullptr && stream->late != nullptr)
    return stream->late->is_done(stream->late->num_given()) ? cudaSuccess : cudaErrorNotReady;
  return cudaStreamSynchronize(stream);
}
