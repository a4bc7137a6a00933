#include "tests/fake_cuda/captures.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace fake_cuda {
namespace {

struct Captures {
  std::mutex mutex;
  std::vector<std::shared_ptr<Capture>> active;
};

Captures& captures() {
  static Captures all;
  return all;
}

void end(Capture& capture) {
  capture.has_ended = true;
  capture.origin->capture = nullptr;
  for (const auto& [stream, branch] : capture.branches) stream->capture = nullptr;
  const std::lock_guard<std::mutex> lock(captures().mutex);
  auto& active = captures().active;
  active.erase(std::find_if(active.begin(), active.end(),
                            [&](const auto& other) { return other.get() == &capture; }));
}

}  // namespace

cudaError_t spoil_captures() {
  const std::lock_guard<std::mutex> lock(captures().mutex);
  bool any = false;
  for (const auto& capture : captures().active) {
    const bool is_watched = capture->mode == cudaStreamCaptureModeGlobal ||
                            (capture->mode == cudaStreamCaptureModeThreadLocal &&
                             capture->thread == std::this_thread::get_id());
    if (!is_watched) continue;
    capture->is_invalid = true;
    any = true;
  }
  return any ? fail(cudaErrorStreamCaptureUnsupported) : cudaSuccess;
}

cudaError_t record(cudaStream_t stream, std::function<void()> work) {
  Capture& capture = *stream->capture;
  if (capture.is_invalid) return fail(cudaErrorStreamCaptureInvalidated);
  capture.work.push_back(std::move(work));
  const auto branch = capture.branches.find(stream);
  if (branch != capture.branches.end()) {
    ++branch->second.num_works;
    branch->second.is_joined = false;
  }
  return cudaSuccess;
}

cudaError_t wait_in_capture(cudaStream_t stream, const CUevent_st& event) {
  const bool event_is_captured = event.capture != nullptr && !event.capture->has_ended;
  if (!event_is_captured) {
    if (stream == nullptr || stream->capture == nullptr) return cudaSuccess;
    stream->capture->is_invalid = true;
    return fail(cudaErrorStreamCaptureIsolation);
  }
  Capture& capture = *event.capture;
  if (stream == nullptr) {
    capture.is_invalid = true;
    return fail(cudaErrorStreamCaptureImplicit);
  }
  if (stream->capture == nullptr) {
    stream->capture = event.capture;
    capture.branches[stream] = {};
  } else if (stream->capture != event.capture) {
    capture.is_invalid = stream->capture->is_invalid = true;
    return fail(cudaErrorStreamCaptureMerge);
  }
  const auto branch = capture.branches.find(event.stream);
  if (stream == capture.origin && branch != capture.branches.end() &&
      branch->second.num_works == event.num_works)
    branch->second.is_joined = true;
  return cudaSuccess;
}

void abandon(cudaStream_t stream) {
  if (stream->capture != nullptr) end(*std::shared_ptr<Capture>(stream->capture));
}

}  // namespace fake_cuda

using fake_cuda::Capture;
using fake_cuda::fail;

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode mode) {
  if (!fake_cuda::stream_exists(stream)) return fail(cudaErrorInvalidResourceHandle);
  if (stream == nullptr) return fail(cudaErrorStreamCaptureUnsupported);
  if (stream->capture != nullptr) return fail(cudaErrorIllegalState);
  stream->capture = std::make_shared<Capture>();
  stream->capture->origin = stream;
  stream->capture->mode = mode;
  stream->capture->thread = std::this_thread::get_id();
  const std::lock_guard<std::mutex> lock(fake_cuda::captures().mutex);
  fake_cuda::captures().active.push_back(stream->capture);
  return cudaSuccess;
}

cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  *graph = nullptr;
  if (!fake_cuda::stream_exists(stream)) return fail(cudaErrorInvalidResourceHandle);
  if (stream == nullptr || stream->capture == nullptr) return fail(cudaErrorIllegalState);
  const std::shared_ptr<Capture> capture = stream->capture;
  if (capture->origin != stream) return fail(cudaErrorStreamCaptureUnmatched);
  fake_cuda::end(*capture);
  if (capture->is_invalid) return fail(cudaErrorStreamCaptureInvalidated);
  for (const auto& [other, branch] : capture->branches)
    if (!branch.is_joined) return fail(cudaErrorStreamCaptureUnjoined);
  *graph = new CUgraph_st{std::make_shared<fake_cuda::Work>(std::move(capture->work))};
  return cudaSuccess;
}

cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus* status) {
  if (!fake_cuda::stream_exists(stream)) return fail(cudaErrorInvalidResourceHandle);
  *status = stream == nullptr || stream->capture == nullptr ? cudaStreamCaptureStatusNone
            : stream->capture->is_invalid                   ? cudaStreamCaptureStatusInvalidated
                                                            : cudaStreamCaptureStatusActive;
  return cudaSuccess;
}
