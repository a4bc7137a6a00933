#pragma once

#include "engine/op.h"

namespace cantus {

// The element type of factors and activations at a precision.
constexpr ElementType storage_at(Precision precision) {
  return precision == Precision::kBfloat16 ? ElementType::kBfloat16 : ElementType::kFloat32;
}

// Calls run.operator()<T>() with the storage's number type: float or Bfloat16.
template <class Run>
void in_storage(ElementType type, const Run& run) {
  if (type == ElementType::kBfloat16)
    run.template operator()<Bfloat16>();
  else
    run.template operator()<float>();
}

}  // namespace cantus
