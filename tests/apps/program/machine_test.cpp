#include "apps/program/machine.h"

#include <limits>

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace cantus {
namespace {

// Reports after work in which one tensor differed so much from the CPU's.
void report_difference(double relative, bool is_checked = true) {
  Queue queue({.kind = DeviceKind::kCpu, .is_checked = is_checked}, 1);
  queue.note_difference({"output 0 of gemm", relative});
  queue.note_difference({"output 0 of bias", 1e-6});
  report_check(queue);
}

TEST(ReportCheck, RefusesATensorThatIsFarFromTheCpus) {
  expect_error(Exit::kAnswerIsNo,
               "output 0 of gemm differs by 1.0e-02 of its largest value (expected at most 1e-03)",
               [] { report_difference(0.01); });
  expect_error(Exit::kAnswerIsNo, "output 0 of gemm differs by inf",
               [] { report_difference(std::numeric_limits<double>::infinity()); });
}

TEST(ReportCheck, AcceptsWhatRoundingMayDo) {
  EXPECT_NO_THROW(report_difference(1e-4));
  EXPECT_NO_THROW(report_difference(0.01, false)) << "nothing was compared";
}

}  // namespace
}  // namespace cantus
