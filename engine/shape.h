#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace cantus {

// Extents of a dense tensor of rank 0 to 4, outermost first, each at least 1. Activations are
// [N, T, F, C]: sample, time, frequency, channel.
class Shape {
 public:
  static constexpr int kMaxRank = 4;

  Shape() = default;
  Shape(std::initializer_list<std::int64_t> extents);

  int rank() const { return rank_; }
  std::int64_t operator[](int axis) const;
  std::int64_t num_elements() const;
  // Elements of one slice along the first axis.
  std::int64_t row_elements() const;
  bool operator==(const Shape& other) const = default;

 private:
  std::array<std::int64_t, kMaxRank> extents_{};
  int rank_ = 0;
};

// "[32, 115, 372, 1]"
std::string to_string(const Shape& shape);

}  // namespace cantus
