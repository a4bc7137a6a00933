#include "tests/support/allocation_count.h"

#include <gtest/gtest.h>

#include <tuple>
#include <utility>

#include "kernels/conv2d/conv2d.h"
#include "kernels/core/error.h"
#include "tests/cases/cases.h"
#include "tests/support/holds.h"

// Kernels do not allocate: whatever they need is prepared along with their scratch.
namespace cantus::testing {
namespace {

AllocationCount allocations_of(const PlannedCase& planned, const DeviceArrays& inputs,
                               DeviceArrays& outputs) {
  start_counting_allocations();
  planned.run(inputs, outputs);
  return stop_counting_allocations();
}

// oneDNN reads its settings from the environment at its first execution in a process.
void warm_up_library() {
  const Conv2dShape shape{1, 1, 1, 1, 1, 1, 1};
  Queue queue({}, 1);
  queue.reserve_scratch(conv2d_forward_scratch_bytes(queue, shape));
  const float x = 1, w = 1;
  float y = 0;
  conv2d_forward(queue, shape, &x, &w, nullptr, 1, &y);
}

TEST(KernelAllocation, NoKernelAllocatesOnceItsScratchIsReserved) {
  if (!can_count_allocations()) GTEST_SKIP() << "the sanitizer owns the allocator";
  warm_up_library();
  for (const auto& c : all_cases().kernels) {
    if (c.full_size || c.is_gpu_only()) continue;
    Queue queue({}, 2);
    const PlannedCase planned(queue, c);
    const auto inputs = device_inputs(queue, c);
    auto outputs = device_outputs(queue, c);
    EXPECT_EQ(allocations_of(planned, inputs, outputs).own, 0) << c.name;
  }
}

// oneDNN's execute() builds tables of its arguments on the heap at each call, 5 to 15 allocations,
// which no caller can prevent, and more the first time that a process runs a given code path.
// Nothing else in a convolution is left for a queue's first call.
TEST(KernelAllocation, OfALibraryIsTheSameAtAQueuesFirstCallAsLater) {
  if (!can_count_allocations()) GTEST_SKIP() << "the sanitizer owns the allocator";
  for (const auto& c : all_cases().kernels) {
    if (c.full_size || c.is_gpu_only() || !c.name.starts_with("conv2d_")) continue;
    const auto first_and_later = [&] {
      Queue queue({}, 1);
      const PlannedCase planned(queue, c);
      const auto inputs = device_inputs(queue, c);
      auto outputs = device_outputs(queue, c);
      const auto first = allocations_of(planned, inputs, outputs);
      return std::pair(first.libraries, allocations_of(planned, inputs, outputs).libraries);
    };
    first_and_later();  // the first in this process
    const auto [first, later] = first_and_later();
    EXPECT_EQ(first, later) << c.name;
  }
}

// The error of a oneDNN forward pass; scratch was reserved for one shape with slope 0.01 only.
std::string error_of(const Conv2dShape& shape, float slope) {
  Queue queue({}, 1);
  queue.reserve_scratch(conv2d_forward_scratch_bytes(queue, {2, 7, 9, 3, 5, 3, 3}, 0.01f));
  const std::vector<float> x(2 * 8 * 9 * 3), w(5 * 9 * 3);
  std::vector<float> y(2 * 6 * 7 * 5);
  try {
    conv2d_forward(queue, shape, x.data(), w.data(), nullptr, slope, y.data());
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Exit::kSoftware);
    return error.what();
  }
  return "";
}

TEST(KernelAllocation, AConvolutionThatWasNotAnnouncedIsRefusedByItsShape) {
  EXPECT_EQ(error_of({2, 7, 9, 3, 5, 3, 3}, 0.01f), "");
  for (const auto& [shape, slope, named] :
       {std::tuple{Conv2dShape{2, 8, 9, 3, 5, 3, 3}, 0.01f, "on 2 samples of 8x9, slope 0.01"},
        {Conv2dShape{2, 7, 9, 3, 5, 3, 3}, 1.0f, "on 2 samples of 7x9, slope 1.00"}})
    EXPECT_TRUE(holds(error_of(shape, slope), named));
}

}  // namespace
}  // namespace cantus::testing
