#include "data/files/isolated.h"

#include <csignal>

#include <gtest/gtest.h>

#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

TEST(Isolated, ReturnsTheTextOfTheChild) {
  const std::string long_text(200000, 'x');
  EXPECT_EQ(run_isolated("f", [&] { return long_text; }), long_text);
}

TEST(Isolated, CarriesErrorsOver) {
  expect_error(Exit::kNoInput, "f: absent (expected there); look", [] {
    run_isolated(
        "f", []() -> std::string { throw Error(Exit::kNoInput, "f", "absent", "there", "look"); });
  });
}

TEST(Isolated, SurvivesACrash) {
  expect_error(Exit::kBadData, "f: the library that reads it crashed", [] {
    run_isolated("f", []() -> std::string {
      std::raise(SIGKILL);
      return "never";
    });
  });
}

TEST(Isolated, EndsWorkThatNeverEnds) {
  IsolationLimits limits;
  limits.cpu_s = 1;
  expect_error(Exit::kBadData, "took too long", [&] {
    run_isolated(
        "f",
        []() -> std::string {
          volatile bool goes_on = true;
          while (goes_on) {
          }
          return "never";
        },
        limits);
  });
}

}  // namespace
}  // namespace cantus
