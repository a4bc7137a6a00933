#include "apps/songs/extraction_service.h"

#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace cantus {

ExtractionService::ExtractionService(Device device, const FrontEnd& front_end) {
  std::promise<void> is_ready;
  auto ready = is_ready.get_future();
  thread_ = std::thread([this, device, front_end, promise = std::move(is_ready)]() mutable {
    serve(device, front_end, std::move(promise));
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

// A queue must be used by the thread that makes it.
void ExtractionService::serve(Device device, const FrontEnd& front_end,
                              std::promise<void> is_ready) {
  std::unique_ptr<Queue> queue;
  std::unique_ptr<FeatureExtractor> extractor;
  try {
    queue = std::make_unique<Queue>(device, 1);
    extractor = std::make_unique<FeatureExtractor>(*queue, front_end);
    is_ready.set_value();
  } catch (...) {
    is_ready.set_exception(std::current_exception());
    return;
  }
  for (auto requests = next_requests(); !requests.empty(); requests = next_requests()) {
    try {
      std::vector<const Audio*> audios;
      for (const Request& request : requests) audios.push_back(request.audio);
      auto features = extractor->extract(audios);
      for (std::size_t i = 0; i < requests.size(); ++i)
        requests[i].answer.set_value(std::move(features[i]));
    } catch (...) {
      for (Request& request : requests) request.answer.set_exception(std::current_exception());
    }
  }
}

}  // namespace cantus
