#include "kernels/core/error.h"

#include <gtest/gtest.h>

#include "kernels/core/queue.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

TEST(Error, ReadsAsOneLineWithWhatToDo) {
  const Error error(Exit::kBadData, "a.lab:3", "segment ends before it starts", "start <= end",
                    "correct the line");
  EXPECT_STREQ(error.what(),
               "a.lab:3: segment ends before it starts (expected start <= end); correct the line");
  EXPECT_EQ(error.code(), Exit::kBadData);
}

TEST(Error, EscapesControlBytesOfHostileNames) {
  const Error error(Exit::kNoInput, "a\nb\x1b[2J.wav", "no such file");
  EXPECT_STREQ(error.what(), "a\\x0ab\\x1b[2J.wav: no such file");
}

TEST(Error, BrokenContractNamesItsLine) {
  try {
    CANTUS_REQUIRE(1 == 2, "one is not two");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Exit::kSoftware);
    EXPECT_TRUE(holds(error.what(), "error_test.cpp:"));
  }
}

TEST(Error, OfScratchTellsHowMuchIsMissing) {
  Queue queue({}, 1);
  queue.reserve_scratch(100);
  EXPECT_NE(queue.scratch(100), nullptr);
  try {
    queue.scratch(101);
    FAIL();
  } catch (const Error& error) {
    EXPECT_TRUE(holds(error.what(), "needs 101 bytes of scratch, and 100 were reserved"));
  }
}

}  // namespace
}  // namespace cantus
