#include "apps/batch.h"

#include <fmt/format.h>

#include "apps/log.h"
#include "apps/report_error.h"

namespace cantus {

void Batch::run(const std::function<void()>& work) {
  try {
    work();
    ++num_ok_;
  } catch (const Error& error) {
    if (error.code() == Exit::kTryAgain || error.code() == Exit::kOsError) throw;
    ++num_failed_;
    const Exit code = report_error(std::current_exception());
    if (first_ == Exit::kDone) first_ = code;
  }
}

Exit Batch::finish() const {
  if (num_ok_ + num_failed_ > 1) {
    const auto summary = fmt::format("{} ok, {} failed", num_ok_, num_failed_);
    if (num_failed_ > 0) {
      log_warning(summary);
    } else {
      log_info(summary);
    }
  }
  return first_;
}

}  // namespace cantus
