#include "apps/program/log.h"

#include <string>

#include <gtest/gtest.h>

namespace cantus {
namespace {

TEST(Log, SaysOnceWhatIsAskedForOnce) {
  testing::internal::CaptureStderr();
  for (int i = 0; i < 2; ++i) {
    log_info_once("once of this test");
    log_info("of this test");
  }
  log_warning("once of this test");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "cantus: once of this test\n"
            "cantus: of this test\n"
            "cantus: of this test\n"
            "cantus: warning: once of this test\n");
}

TEST(Log, SaysAWarningOnceAndAnErrorEveryTime) {
  testing::internal::CaptureStderr();
  for (int i = 0; i < 2; ++i) {
    log_warning("of this test");
    log_warning("another of this test");
    log_error("of this test");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "cantus: warning: of this test\n"
            "cantus: warning: another of this test\n"
            "cantus: error: of this test\n"
            "cantus: error: of this test\n");
}

}  // namespace
}  // namespace cantus
