#include "kernels/gather/draw_excerpts.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/support/expect_error.h"

namespace cantus {
namespace {

// The place in a pass over an empty list would be a division by zero.
TEST(DrawExcerpts, RefuseListsOfNothing) {
  Queue queue({}, 1);
  const StepState state;
  const std::array<std::int64_t, 2> first_frames{0, 3}, first_excerpts{0, 2};
  const std::array<float, 3> labels{0, 1, 0};
  const std::array<std::int64_t, 2> list{0, 1};
  const ExcerptSet all{.num_frames = 2,
                       .num_songs = 1,
                       .first_frames = first_frames.data(),
                       .first_excerpts = first_excerpts.data(),
                       .labels = labels.data(),
                       .num_excerpts = 2};
  std::int64_t drawn = -1;
  std::array<float, 2> target{};
  const auto draw = [&](const ExcerptSet& set) {
    draw_excerpts(queue, &state, set, {}, 1, &drawn, target.data());
  };
  draw(all);
  EXPECT_TRUE(drawn == 0 || drawn == 1) << drawn;

  ExcerptSet none_drawn = all;
  none_drawn.drawn = list.data();
  expect_error(Exit::kSoftware, "something on the list of the drawn", [&] { draw(none_drawn); });
  ExcerptSet none_without = all;
  none_without.with_voice = none_without.without = list.data();
  none_without.num_with_voice = 1;
  expect_error(Exit::kSoftware, "both kinds of excerpts", [&] { draw(none_without); });
  ExcerptSet no_excerpts = all;
  no_excerpts.num_excerpts = 0;
  expect_error(Exit::kSoftware, "no excerpt to draw", [&] { draw(no_excerpts); });
}

}  // namespace
}  // namespace cantus
