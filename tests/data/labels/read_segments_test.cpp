#include "data/labels/read_segments.h"

#include <gtest/gtest.h>

#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

TEST(ReadSegments, TakesTheKindFromTheName) {
  const Scratch scratch;
  const std::vector<Segment> expected{{0.02, 0.06, "sing"}};
  EXPECT_EQ(read_segments(scratch.file("a.lab", "0.02 0.06 sing\n")), expected);
  EXPECT_EQ(read_segments(scratch.file("a.txt", "0.02\t0.06\tsing\n")), expected);
  EXPECT_EQ(read_segments(scratch.file("a.csv", "start_s,end_s,label\n0.02,0.06,sing\n")),
            expected);
  EXPECT_EQ(read_segments(
                scratch.file("a.jams", R"({"annotations": [{"namespace": "segment_open", "data": [
                               {"time": 0.02, "duration": 0.04, "value": "sing"}]}]})")),
            expected);
  EXPECT_NEAR(read_segments(scratch.file("a.vocal", "0\n1\n1\n")).back().start_s, 0.03, 1e-12);
  expect_error(Exit::kBadData, "labels of an unknown kind",
               [&] { read_segments(scratch.file("a.xml", "<sing/>")); });
}

}  // namespace
}  // namespace cantus
