#include "data/files/isolated.h"

#include <sys/mman.h>

#include <csignal>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

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

// A GPU's driver reserves hundreds of gigabytes of address space.
TEST(Isolated, HasMemoryBesideWhatTheProcessReserves) {
  const IsolationLimits limits;
  void* reserved = ::mmap(nullptr, 2 * limits.memory_bytes, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ASSERT_NE(reserved, MAP_FAILED);
  const auto size_of_work = [](std::size_t bytes) {
    return run_isolated("f", [=] { return std::to_string(std::vector<char>(bytes).size()); });
  };
  EXPECT_EQ(size_of_work(100'000'000), "100000000");
#ifndef __SANITIZE_ADDRESS__
  expect_error(Exit::kBadData, "reading it takes more memory than it should",
               [&] { size_of_work(2 * limits.memory_bytes); });
#endif
  ::munmap(reserved, 2 * limits.memory_bytes);
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
