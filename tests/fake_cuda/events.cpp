#include <mutex>
#include <set>

#include "tests/fake_cuda/captures.h"
#include "tests/fake_cuda/state.h"

namespace {

using fake_cuda::fail;

struct Events {
  std::mutex mutex;
  std::set<cudaEvent_t> all;
};

Events& events() {
  static Events existing;
  return existing;
}

bool event_exists(cudaEvent_t event) {
  const std::lock_guard<std::mutex> lock(events().mutex);
  return events().all.count(event) != 0;
}

}  // namespace

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags) {
  if (const cudaError_t error = fake_cuda::machine_error()) return fail(error);
  *event = new CUevent_st{flags};
  const std::lock_guard<std::mutex> lock(events().mutex);
  events().all.insert(*event);
  return cudaSuccess;
}

cudaError_t cudaEventCreate(cudaEvent_t* event) {
  return cudaEventCreateWithFlags(event, cudaEventDefault);
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  {
    const std::lock_guard<std::mutex> lock(events().mutex);
    if (events().all.erase(event) == 0) return fail(cudaErrorInvalidResourceHandle);
  }
  delete event;
  return cudaSuccess;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  if (!event_exists(event) || !fake_cuda::stream_exists(stream))
    return fail(cudaErrorInvalidResourceHandle);
  event->is_recorded = true;
  event->capture = stream == nullptr ? nullptr : stream->capture;
  event->stream = stream;
  event->late = stream == nullptr || event->capture != nullptr ? nullptr : stream->late;
  if (event->late != nullptr) event->place = event->late->num_given();
  if (event->capture != nullptr) {
    const auto branch = event->capture->branches.find(stream);
    event->num_works = branch == event->capture->branches.end() ? 0 : branch->second.num_works;
    return cudaSuccess;
  }
  if (stream == nullptr && fake_cuda::spoil_captures() != cudaSuccess)
    return fail(cudaErrorStreamCaptureImplicit);
  event->time = std::chrono::steady_clock::now();
  return cudaSuccess;
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  if (!event_exists(event) || !fake_cuda::stream_exists(stream))
    return fail(cudaErrorInvalidResourceHandle);
  if (const cudaError_t error = fake_cuda::wait_in_capture(stream, *event)) return error;
  if (event->late == nullptr || event->capture != nullptr) return cudaSuccess;
  const auto wait = [late = event->late, place = event->place] { late->run_until(place); };
  if (stream != nullptr && stream->late != nullptr && stream->capture == nullptr)
    stream->late->give(wait);
  else
    wait();
  return cudaSuccess;
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  if (!event_exists(event)) return fail(cudaErrorInvalidResourceHandle);
  if (event->capture != nullptr) return fail(cudaErrorCapturedEvent);
  if (event->late != nullptr) event->late->run_until(event->place);
  return cudaSuccess;
}

cudaError_t cudaEventQuery(cudaEvent_t event) {
  if (event_exists(event) && event->late != nullptr && !event->late->is_done(event->place))
    return cudaErrorNotReady;
  return cudaEventSynchronize(event);
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  for (const cudaEvent_t event : {start, end}) {
    if (!event_exists(event) || !event->is_recorded || (event->flags & cudaEventDisableTiming) != 0)
      return fail(cudaErrorInvalidResourceHandle);
    if (event->capture != nullptr) return fail(cudaErrorCapturedEvent);
  }
  *milliseconds = std::chrono::duration<float, std::milli>(end->time - start->time).count();
  return cudaSuccess;
}
