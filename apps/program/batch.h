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

// Runs work on many inputs so that a bad input does not stop the others.
class Batch {
 public:
  // `stop_remedy` tells the user how to go on after a stop, whichever input noticed the stop;
  // without it each input's own error says so.
  explicit Batch(const char* stop_remedy = nullptr) : stop_remedy_(stop_remedy) {}

  // Runs the work on one input. Its error becomes a line on stderr and is returned, and so do
  // memory too small for this input and an input that another process is using. Passed on instead:
  // a stop request, a full or read-only disk, and what else the machine lacks, as these concern all
  // inputs. Any thread may call it.
  std::optional<Error> run(const std::string& input, const std::function<void()>& work);

  // Runs work(worker, item) for every item, in order, on `num_workers` threads. After an error that
  // run() passes on no new item is begun and finish() prints its line. Returns the errors by item.
  std::vector<std::optional<Error>> run_all(
      std::size_t num_items, int num_workers,
      const std::function<std::string(std::size_t item)>& input_of,
      const std::function<void(int worker, std::size_t item)>& work);

  // Prints "9 ok, 1 failed" on stderr where one of several failed. Returns the exit code of the
  // failed input that was started first.
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
