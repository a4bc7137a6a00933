#include "tests/cuda_emu/planted_bugs.h"

#include <cuda_emulator/launch.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/cuda_emu/device_memory.h"
#include "tests/cuda_emu/sanitizers.h"
#include "tests/cuda_emu/source_lines.h"
#include "tests/support/holds.h"

// Bugs that the emulator finds by itself. sanitizers_test.cpp covers those that need a sanitizer.
namespace cuda_emulator {
namespace {

bool has_nan(const std::vector<float>& values) {
  return std::any_of(values.begin(), values.end(), [](float x) { return std::isnan(x); });
}

// The reports of a bug in all orders of the threads; requires that each names the bug's lines.
std::set<std::string> reports_of(const std::string& name) {
  const std::vector<std::string> lines = lines_of_bug(name);
  std::set<std::string> reports;
  in_every_order([&] {
    try {
      run_planted_bug(name);
      ADD_FAILURE() << name << " was not found";
    } catch (const Fault& fault) {
      reports.insert(fault.what());
      EXPECT_TRUE(cantus::holds(fault.what(), "cuda_emulator::(anonymous namespace)::" + name));
      for (const std::string& line : lines) EXPECT_TRUE(cantus::holds(fault.what(), line));
    }
  });
  return reports;
}

// Every report must begin like this after the kernel's name and the block.
void expect_reports(const std::string& name, const std::string& what) {
  for (const std::string& report : reports_of(name)) EXPECT_TRUE(cantus::holds(report, what));
}

TEST(PlantedBugs, AMissingBarrierGivesNaN) {
  in_every_order([] { EXPECT_TRUE(has_nan(run_planted_bug("missing_barrier"))); });
}

TEST(PlantedBugs, AMissingSyncwarpGivesNaN) {
  in_every_order([] { EXPECT_TRUE(has_nan(run_planted_bug("missing_syncwarp"))); });
}

TEST(PlantedBugs, SharedMemoryThatNobodyWroteIsNaN) {
  in_every_order([] { EXPECT_TRUE(has_nan(run_planted_bug("unwritten_shared"))); });
}

TEST(PlantedBugs, AMissingBarrierInALoopGivesOtherResultsInOtherOrders) {
  std::set<std::vector<float>> results;
  in_every_order([&] { results.insert(run_planted_bug("missing_loop_barrier")); });
  EXPECT_GT(results.size(), 1u);
}

TEST(PlantedBugs, BlocksThatDependOnEachOtherGiveOtherResultsInOtherOrders) {
  std::set<std::vector<float>> results;
  in_every_order([&] { results.insert(run_planted_bug("race_between_blocks")); });
  EXPECT_GT(results.size(), 1u);
}

TEST(PlantedBugs, TwoBarriersAtOnceAreReportedWithBothLines) {
  expect_reports("divergent_barrier", "block (0,0,0): divergent __syncthreads: thread (");
  expect_reports("uneven_loop", "divergent __syncthreads");
}

TEST(PlantedBugs, AThreadThatReturnedIsNotReadByShuffles) {
  expect_reports("returned_lane", "which has returned");
}

TEST(PlantedBugs, WrongMasksAreReported) {
  expect_reports("mask_without_itself", "mask leaves out its own thread");
  expect_reports("mask_too_wide", "with mask 0xffffffff waits for thread (16,0,0) at");
  expect_reports("reads_outside_mask", "which its mask leaves out");
  expect_reports("different_operations", "meet in different warp operations");
  expect_reports("crossed_masks", "threads wait for ever in a warp operation");
}

TEST(PlantedBugs, TooMuchSharedMemoryIsReported) {
  expect_reports("too_much_shared", "the shared array large of 52000 bytes does not fit");
  expect_reports("too_much_together", "the shared array half of 24000 bytes does not fit");
}

TEST(PlantedBugs, AWriteBesideSharedMemoryIsReported) {
  expect_reports("written_in_front", "memory beside the shared array row was written");
  if (address_sanitizer()) return;  // it reports first
  expect_reports("written_behind_dynamic", "memory beside the shared array of the launch was");
}

TEST(PlantedBugs, AFaultLeavesNothingBehind) {
  EXPECT_THROW(run_planted_bug("divergent_barrier"), Fault);
  EXPECT_THROW(run_planted_bug("mask_too_wide"), Fault);
  const std::vector<float> first = run_planted_bug("missing_loop_barrier");
  EXPECT_EQ(run_planted_bug("missing_loop_barrier"), first);
}

}  // namespace
}  // namespace cuda_emulator
