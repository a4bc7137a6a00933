#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "data/frontend/feature_extractor.h"

namespace cantus {

// One GPU for many threads that decode songs: the songs that wait are turned into features
// together, in as few launches as possible, while the threads decode the next ones.
class ExtractionService {
 public:
  // Errors: those of Queue and FeatureExtractor.
  ExtractionService(Device device, const FrontEnd& front_end);
  ~ExtractionService();
  ExtractionService(const ExtractionService&) = delete;
  ExtractionService& operator=(const ExtractionService&) = delete;

  // As FeatureExtractor::extract; any thread may call it, and blocks until its features are there.
  FeatureMatrix extract(const Audio& audio);

 private:
  struct Request {
    const Audio* audio;
    std::promise<FeatureMatrix> answer;
  };

  void serve(Device device, const FrontEnd& front_end, std::promise<void> is_ready);
  std::deque<Request> next_requests();

  std::mutex mutex_;
  std::condition_variable has_work_;
  std::deque<Request> waiting_;
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace cantus
