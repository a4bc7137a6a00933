#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>

#include "kernels/core/enum_names.h"

namespace cantus {

// The number types a checkpoint may hold: a subset of those of safetensors.
enum class DType { kF32, kF64, kI64, kU64 };

template <>
struct EnumNames<DType> {
  static constexpr std::array kNames{"F32", "F64", "I64", "U64"};
};

std::size_t dtype_bytes(DType dtype);

// The DType of a C++ number type.
template <typename T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, float>) return DType::kF32;
  if constexpr (std::is_same_v<T, double>) return DType::kF64;
  if constexpr (std::is_same_v<T, std::int64_t>) return DType::kI64;
  if constexpr (std::is_same_v<T, std::uint64_t>) return DType::kU64;
}

// Index of the first NaN or infinity among `num_bytes` bytes of `dtype` numbers; none when all are
// finite, as integers always are.
std::optional<std::int64_t> first_non_finite(DType dtype, const void* bytes, std::size_t num_bytes);

}  // namespace cantus
