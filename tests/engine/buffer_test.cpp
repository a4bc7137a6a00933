#include "engine/buffer.h"

#include <gtest/gtest.h>

#include <vector>

#include "kernels/core/error.h"

namespace cantus {
namespace {

TEST(Buffer, ReadsAndWritesItsOwnFloatsAlone) {
  Queue queue({}, 1);
  Buffer buffer(queue, 4 * sizeof(float));
  buffer.write(1, std::vector<float>{5, 6, 7});
  std::vector<float> read(4);
  buffer.read(0, read);
  EXPECT_EQ(read, (std::vector<float>{0, 5, 6, 7}));
  for (const std::int64_t first : {-1, 1, 4}) {
    EXPECT_THROW(buffer.read(first, read), Error) << first;
    EXPECT_THROW(buffer.write(first, read), Error) << first;
  }
}

}  // namespace
}  // namespace cantus
