#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/op.h"

namespace cantus {

// What factors and activations are stored in at a precision.
constexpr ElementType storage_at(Precision precision) {
  return precision == Precision::kBfloat16 ? ElementType::kBfloat16 : ElementType::kFloat32;
}

// Calls run.operator()<T>() with the numbers that a storage has: float or Bfloat16.
template <class Run>
void in_storage(ElementType type, const Run& run) {
  if (type == ElementType::kBfloat16)
    run.template operator()<Bfloat16>();
  else
    run.template operator()<float>();
}

// The form of an op whose activations, the first input and the first output, are in bfloat16 where
// what reaches it is; its other inputs stay floats.
template <class OpType, class... Arguments>
std::optional<OpAtPrecision> following(Precision precision, std::span<const TensorSpec> in,
                                       Arguments&&... arguments) {
  if (precision != Precision::kBfloat16 || in[0].type != ElementType::kBfloat16)
    return std::nullopt;
  std::vector<ElementType> types(in.size(), ElementType::kFloat32);
  types[0] = ElementType::kBfloat16;
  return OpAtPrecision{
      std::make_shared<OpType>(std::forward<Arguments>(arguments)..., ElementType::kBfloat16),
      std::move(types)};
}

}  // namespace cantus
