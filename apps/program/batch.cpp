#include "apps/program/batch.h"

#include <atomic>
#include <new>

#include <fmt/format.h>

#include "apps/program/log.h"
#include "apps/program/report_error.h"
#include "apps/program/stop.h"
#include "data/files/write_failure.h"
#include "engine/worker_threads.h"

namespace cantus {

std::optional<Error> Batch::run(const std::string& input, const std::function<void()>& work) {
  int number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = num_started_++;
  }
  std::optional<Error> error;
  try {
    work();
  } catch (const std::bad_alloc&) {
    error.emplace(Exit::kOsError, input, "the memory does not suffice", "",
                  "split it, or allow the process more");
  } catch (const DiskFailure&) {
    throw;
  } catch (...) {
    error = error_of(std::current_exception());
    const bool is_stop = error->code() == Exit::kTryAgain && stop_requested();
    if (is_stop && stop_remedy_ != nullptr) throw_if_stopped(stop_remedy_);
    if (is_stop || error->code() == Exit::kOsError) throw;
  }
  const std::lock_guard lock(mutex_);
  if (!error) {
    ++num_ok_;
    return error;
  }
  ++num_failed_;
  log_error(error->what());
  if (number < first_failed_) {
    first_failed_ = number;
    first_code_ = error->code();
  }
  return error;
}

std::vector<std::optional<Error>> Batch::run_all(
    std::size_t num_items, int num_workers, const std::function<std::string(std::size_t)>& input_of,
    const std::function<void(int, std::size_t)>& work) {
  std::vector<std::optional<Error>> errors(num_items);
  std::atomic<std::size_t> next = 0;
  std::exception_ptr passed_on;
  const auto work_off = [&](int worker) {
    try {
      for (std::size_t item = next++; item < num_items; item = next++) {
        errors[item] = run(input_of(item), [&] { work(worker, item); });
      }
    } catch (...) {
      next = num_items;
      const std::lock_guard lock(mutex_);
      passed_on = std::current_exception();
    }
  };
  work_on_threads(num_workers, work_off);
  if (passed_on) {
    finish();
    std::rethrow_exception(passed_on);
  }
  return errors;
}

Exit Batch::finish() const {
  if (num_failed_ > 0 && num_started_ > 1)
    log_warning(fmt::format("{} ok, {} failed", num_ok_, num_failed_));
  return first_code_;
}

}  // namespace cantus
