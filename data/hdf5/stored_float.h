#pragma once

#include <cstdint>

#include "kernels/core/enum_names.h"

namespace cantus {

// The type in which float32 numbers are stored.
enum class StoredFloat { kFloat16, kFloat32 };

template <>
struct EnumNames<StoredFloat> {
  static constexpr std::array kNames{"float16", "float32"};
};

inline std::int64_t stored_bytes(StoredFloat type) { return type == StoredFloat::kFloat16 ? 2 : 4; }

}  // namespace cantus
