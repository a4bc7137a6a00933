#include "tests/fake_cuda/late_work.h"

#include <cstdlib>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tests/fake_cuda/memory.h"

namespace fake_cuda {
namespace {

// One mutex for all streams: a stream's work may wait for another stream's.
std::recursive_mutex& mutex() {
  static std::recursive_mutex one;
  return one;
}

std::vector<std::weak_ptr<LateWork>>& all_late_work() {
  static std::vector<std::weak_ptr<LateWork>> all;
  return all;
}

}  // namespace

void LateWork::give(std::function<void()> work) {
  const std::lock_guard<std::recursive_mutex> lock(mutex());
  pending_.push_back(std::move(work));
  ++num_given_;
}

void LateWork::run_until(std::uint64_t place) {
  const std::lock_guard<std::recursive_mutex> lock(mutex());
  while (num_done_ < place && !pending_.empty()) {
    const auto work = std::move(pending_.front());
    pending_.pop_front();
    ++num_done_;
    const DeviceAccess access;
    work();
  }
}

std::shared_ptr<LateWork> make_late_work() {
  const char* text = std::getenv("CANTUS_EMULATED_STREAMS");
  if (text == nullptr || std::string(text) != "late") return nullptr;
  const auto made = std::make_shared<LateWork>();
  const std::lock_guard<std::recursive_mutex> lock(mutex());
  all_late_work().push_back(made);
  return made;
}

void run_all_late_work() {
  const std::lock_guard<std::recursive_mutex> lock(mutex());
  for (const auto& one : all_late_work())
    if (const auto work = one.lock()) work->run();
}

}  // namespace fake_cuda
