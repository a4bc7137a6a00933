#include "apps/songs/extraction_service.h"

#include <exception>
#include <utility>
#include <vector>

#include "data/frontend/device_front_end.h"

namespace cantus {

ExtractionService::ExtractionService(Device device, const FeatureExtractor& extractor)
    : extractor_(extractor) {
  std::promise<void> is_ready;
  auto ready = is_ready.get_future();
  thread_ = std::thread([this, device, promise = std::move(is_ready)]() mutable {
    serve(device, std::move(promise));
  });
  try {
    ready.get();
  } catch (...) {
    thread_.join();
    throw;
  }
}

ExtractionService::~ExtractionService() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  has_work_.notify_all();
  thread_.join();
}

FeatureMatrix ExtractionService::extract(const Audio& audio) {
  std::future<FeatureMatrix> answer;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({&audio, {}});
    answer = waiting_.back().answer.get_future();
  }
  has_work_.notify_all();
  return answer.get();
}

std::deque<ExtractionService::Request> ExtractionService::next_requests() {
  std::unique_lock lock(mutex_);
  has_work_.wait(lock, [&] { return is_ending_ || !waiting_.empty(); });
  return std::exchange(waiting_, {});
}

// The thread that makes the queue is the one that uses it.
void ExtractionService::serve(Device device, std::promise<void> is_ready) {
  std::unique_ptr<Queue> queue;
  std::unique_ptr<DeviceFrontEnd> front_end;
  try {
    queue = std::make_unique<Queue>(device, 1);
    front_end = std::make_unique<DeviceFrontEnd>(extractor_.on_device(*queue));
    is_ready.set_value();
  } catch (...) {
    is_ready.set_exception(std::current_exception());
    return;
  }
  for (auto requests = next_requests(); !requests.empty(); requests = next_requests()) {
    try {
      std::vector<FeatureMatrix> features;
      std::vector<DeviceFrontEnd::Song> songs;
      features.reserve(requests.size());
      for (const Request& request : requests) {
        features.push_back(extractor_.empty_features(*request.audio));
        songs.push_back({static_cast<std::int64_t>(request.audio->samples.size()),
                         request.audio->samples.data(), features.back().values.data()});
      }
      front_end->extract(songs);
      for (std::size_t i = 0; i < requests.size(); ++i)
        requests[i].answer.set_value(std::move(features[i]));
    } catch (...) {
      for (Request& request : requests) request.answer.set_exception(std::current_exception());
    }
  }
}

}  // namespace cantus
