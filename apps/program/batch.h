#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "kernels/core/error.h"

namespace cantus {

// Work on many inputs, of which a bad one does not stop the others.
class Batch {
 public:
  // `stop_remedy` is how to go on after a stop, whoever of those at work heard of it; without it
  // each of them has his own word.
  explicit Batch(const char* stop_remedy = nullptr) : stop_remedy_(stop_remedy) {}

  // Runs the work on one input; an error becomes a line on stderr, and is returned. Memory that
  // does not suffice for this input is such an error; what the machine lacks else, a full
  // or read-only disk too, is no matter of one input, and a stop request is obeyed: those are
  // passed on. That an input is busy is its own. Any thread may call it.
  std::optional<Error> run(const std::string& input, const std::function<void()>& work);

  // Runs work(worker, item) for every item, in order, on `num_workers` threads; after an error that
  // is passed on, no new item is begun, and finish() has its word. Returns the errors by item.
  std::vector<std::optional<Error>> run_all(
      std::size_t num_items, int num_workers,
      const std::function<std::string(std::size_t item)>& input_of,
      const std::function<void(int worker, std::size_t item)>& work);

  // "9 ok, 1 failed" on stderr where one of several failed. Returns the code of the first (in the
  // order of starting) that failed.
  Exit finish() const;

 private:
  const char* stop_remedy_;
  std::mutex mutex_;
  int num_started_ = 0;
  int num_ok_ = 0;
  int num_failed_ = 0;
  int first_failed_ = std::numeric_limits<int>::max();
  Exit first_code_ = Exit::kDone;
};

}  // namespace cantus
