#include <gtest/gtest.h>

#include <iostream>
#include <string>

#include "kernels/core/error.h"
#include "tests/support/device_under_test.h"

// If the device is missing, all tests are skipped visibly: the program exits with 77, which ctest
// reports as skipped. With CANTUS_REQUIRE_CUDA=1 a missing device is a failure.
int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  try {
    // Listing the tests' names needs no device.
    if (!::testing::GTEST_FLAG(list_tests)) cantus::device_under_test();
  } catch (const cantus::Error& error) {
    const char* required = std::getenv("CANTUS_REQUIRE_CUDA");
    const bool is_required = required != nullptr && std::string(required) == "1";
    std::cout << (is_required ? "FAILED: " : "SKIPPED: ") << error.what() << '\n';
    return is_required ? 1 : 77;
  }
  return RUN_ALL_TESTS();
}
