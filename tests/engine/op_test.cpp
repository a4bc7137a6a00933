#include "engine/op.h"

#include <gtest/gtest.h>

namespace cantus {
namespace {

// An op must ask for the tensor's own type: another would read other numbers, or too few.
TEST(Io, GivesATensorInItsTypeAlone) {
  float number = 0;
  Bfloat16 narrow{};
  std::uint8_t byte = 0;
  const std::vector<void*> places = {&number, &narrow, &byte};
  const std::vector<TensorSpec> specs = {
      {{1}}, {{1}, ElementType::kBfloat16}, {{1}, ElementType::kUint8}};
  const Io io(places, places, specs, specs, nullptr);
  for (int i = 0; i < 3; ++i) {
    const bool is_float = i == 0, is_narrow = i == 1, is_bytes = i == 2;
    const auto is_given = [i, &places](const auto& ask) {
      try {
        return ask() == places[i];
      } catch (const Error&) {
        return false;
      }
    };
    EXPECT_EQ(is_given([&] { return io.in(i); }), is_float) << i;
    EXPECT_EQ(is_given([&] { return io.out(i); }), is_float) << i;
    EXPECT_EQ(is_given([&] { return io.changed(i); }), is_float) << i;
    EXPECT_EQ(is_given([&] { return io.in<Bfloat16>(i); }), is_narrow) << i;
    EXPECT_EQ(is_given([&] { return io.out<Bfloat16>(i); }), is_narrow) << i;
    EXPECT_EQ(is_given([&] { return io.in_bytes(i); }), is_bytes) << i;
    EXPECT_EQ(is_given([&] { return io.out_bytes(i); }), is_bytes) << i;
  }
}

}  // namespace
}  // namespace cantus
