#include "kernels/core/blocks.h"

#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <stdexcept>

namespace cantus {
namespace {

// Any task may run out of memory, and no exception may leave an OpenMP region early.
TEST(ParallelFor, ThrowsWhatTheFirstOfItsTasksThrew) {
  for (const int num_threads : {1, 4}) {
    Queue queue({}, num_threads);
    std::atomic<int> num_done = 0;
    const auto run = [&] {
      parallel_for(queue, 20, [&](std::int64_t i) {
        if (i == 3) throw std::bad_alloc();
        if (i % 7 == 3) throw std::logic_error("a later task's");
        ++num_done;
      });
    };
    EXPECT_THROW(run(), std::bad_alloc);
    EXPECT_EQ(num_done, 17);
  }
}

}  // namespace
}  // namespace cantus
