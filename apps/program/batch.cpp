#include "apps/program/batch.h"

#include <atomic>

#include <fmt/format.h>

#include "apps/program/log.h"
#include "apps/program/report_error.h"
#include "kernels/core/worker_threads.h"

namespace cantus {

std::optional<Error> Batch::run(const std::function<void()>& work) {
  int number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = num_started_++;
  }
  try {
    work();
    const std::lock_guard lock(mutex_);
    ++num_ok_;
  } catch (...) {
    const Error error = error_of(std::current_exception());
    if (error.code() == Exit::kTryAgain || error.code() == Exit::kOsError) throw;
    const std::lock_guard lock(mutex_);
    ++num_failed_;
    const Exit code = report_error(std::current_exception());
    if (number < first_failed_) {
      first_failed_ = number;
      first_code_ = code;
    }
    return error;
  }
  return std::nullopt;
}

std::vector<std::optional<Error>> Batch::run_all(
    std::size_t num_items, int num_workers, const std::function<void(int, std::size_t)>& work) {
  std::vector<std::optional<Error>> errors(num_items);
  std::atomic<std::size_t> next = 0;
  std::exception_ptr passed_on;
  const auto work_off = [&](int worker) {
    try {
      for (std::size_t item = next++; item < num_items; item = next++) {
        errors[item] = run([&] { work(worker, item); });
      }
    } catch (...) {
      next = num_items;
      const std::lock_guard lock(mutex_);
      passed_on = std::current_exception();
    }
  };
  work_on_threads(num_workers, work_off);
  if (passed_on) std::rethrow_exception(passed_on);
  return errors;
}

Exit Batch::finish() const {
  if (num_ok_ + num_failed_ > 1 || num_failed_ > 0) {
    const auto summary = fmt::format("{} ok, {} failed", num_ok_, num_failed_);
    if (num_failed_ > 0) {
      log_warning(summary);
    } else {
      log_info(summary);
    }
  }
  return first_code_;
}

}  // namespace cantus
