#include "engine/shape.h"

#include <algorithm>

#include "kernels/core/error.h"

namespace cantus {

Shape::Shape(std::initializer_list<std::int64_t> extents)
    : rank_(static_cast<int>(extents.size())) {
  CANTUS_REQUIRE(extents.size() <= kMaxRank, "a shape has at most four axes");
  std::copy(extents.begin(), extents.end(), extents_.begin());
  CANTUS_REQUIRE(std::all_of(extents.begin(), extents.end(), [](auto n) { return n > 0; }),
                 "a shape has no elements: " + to_string(*this));
}

std::int64_t Shape::operator[](int axis) const {
  CANTUS_REQUIRE(axis >= 0 && axis < rank_, "no such axis in " + to_string(*this));
  return extents_[axis];
}

std::int64_t Shape::num_elements() const {
  std::int64_t n = 1;
  for (int axis = 0; axis < rank_; ++axis) n *= extents_[axis];
  return n;
}

std::int64_t Shape::row_elements() const { return rank_ == 0 ? 1 : num_elements() / extents_[0]; }

std::string to_string(const Shape& shape) {
  std::string text = "[";
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (axis > 0) text += ", ";
    text += std::to_string(shape[axis]);
  }
  return text + "]";
}

}  // namespace cantus
