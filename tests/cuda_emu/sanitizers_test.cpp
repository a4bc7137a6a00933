#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

#include "tests/cuda_emu/source_lines.h"
#include "tests/support/holds.h"

// Bugs that the emulator finds together with a sanitizer, each in its own program.
namespace cuda_emulator {
namespace {

struct Outcome {
  int status = -1;
  std::string output;
};

Outcome run_command(const std::string& command) {
  Outcome outcome;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> part;
  while (std::fgets(part.data(), part.size(), pipe) != nullptr) outcome.output += part.data();
  const int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

Outcome run_program(const std::string& program) {
  Outcome outcome = run_command(program);
  // ThreadSanitizer cannot start where the operating system randomizes addresses too widely.
  if (outcome.output.find("unexpected memory mapping") != std::string::npos)
    outcome = run_command("setarch --addr-no-randomize " + program);
  return outcome;
}

// The report's summary must name the kind of error and one of the lines with the bug.
void expect_found(const char* program, const std::string& bug, const std::string& kind) {
  for (const char* order : {"forward", "reversed"}) {
    const Outcome outcome =
        run_program("CANTUS_EMULATOR_ORDER=" + std::string(order) + " " + program + " " + bug);
    SCOPED_TRACE(bug + " " + order + "\n" + outcome.output);
    EXPECT_NE(outcome.status, 0);
    bool names_line = false;
    for (const std::string& line : lines_of_bug(bug)) {
      const std::size_t summary = outcome.output.find("SUMMARY: ");
      ASSERT_NE(summary, std::string::npos);
      names_line = names_line || outcome.output.find(line + " ", summary) != std::string::npos;
      EXPECT_NE(outcome.output.find(kind, summary), std::string::npos);
    }
    EXPECT_TRUE(names_line);
  }
}

void expect_clean(const std::string& program) {
  const Outcome outcome = run_program(program);  // goes through all orders by itself
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_TRUE(cantus::holds(outcome.output, "[  PASSED  ] 9 tests"));
}

TEST(AddressSanitizer, ReportsNothingOfCorrectKernels) { expect_clean(CANTUS_KERNELS_ASAN); }

TEST(AddressSanitizer, FindsAnIndexBehindAnArray) {
  expect_found(CANTUS_KERNELS_ASAN, "off_by_one_global", "heap-buffer-overflow");
  expect_found(CANTUS_KERNELS_ASAN, "off_by_one_shared", "use-after-poison");
  expect_found(CANTUS_KERNELS_ASAN, "off_by_one_dynamic", "use-after-poison");
}

TEST(UndefinedBehaviourSanitizer, FindsWideTypesInMemoryThatIsNotAlignedForThem) {
  const Outcome outcome = run_program(CANTUS_KERNELS_ASAN + std::string(" misaligned_shared"));
  SCOPED_TRACE(outcome.output);
  EXPECT_NE(outcome.status, 0);
  EXPECT_TRUE(cantus::holds(outcome.output, "misaligned address"));
  for (const std::string& line : lines_of_bug("misaligned_shared"))
    EXPECT_TRUE(cantus::holds(outcome.output, line + ":")) << line;
}

TEST(AddressSanitizer, FindsMemoryThatWasFreed) {
  expect_found(CANTUS_KERNELS_ASAN, "use_after_free", "heap-use-after-free");
}

TEST(ThreadSanitizer, ReportsNothingOfCorrectKernels) { expect_clean(CANTUS_KERNELS_TSAN); }

TEST(ThreadSanitizer, NamesTheLinesBetweenWhichABarrierIsMissing) {
  expect_found(CANTUS_KERNELS_TSAN, "missing_barrier", "data race");
  expect_found(CANTUS_KERNELS_TSAN, "missing_loop_barrier", "data race");
  expect_found(CANTUS_KERNELS_TSAN, "missing_syncwarp", "data race");
}

TEST(ThreadSanitizer, FindsRacesBetweenBlocks) {
  expect_found(CANTUS_KERNELS_TSAN, "race_between_blocks", "data race");
}

}  // namespace
}  // namespace cuda_emulator
