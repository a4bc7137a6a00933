#pragma once

#include <string>

#include <gtest/gtest.h>

#include "kernels/core/error.h"
#include "tests/support/holds.h"

namespace cantus {

// Expects `run` to throw a cantus::Error with this code whose text contains `message`.
template <typename Run>
void expect_error(Exit code, const std::string& message, Run run) {
  try {
    run();
    ADD_FAILURE() << "no error; expected: " << message;
  } catch (const Error& error) {
    EXPECT_EQ(static_cast<int>(error.code()), static_cast<int>(code)) << error.what();
    EXPECT_TRUE(holds(error.what(), message));
  }
}

}  // namespace cantus
