#include "data/checkpoint/dtype.h"

#include <cstring>

namespace cantus {
namespace {

// A float is NaN or infinite exactly when all its exponent bits are set.
template <typename Bits>
std::optional<std::int64_t> first_full_exponent(const void* bytes, std::size_t num_bytes,
                                                Bits exponent) {
  const auto* at = static_cast<const char*>(bytes);
  const auto n = static_cast<std::int64_t>(num_bytes / sizeof(Bits));
  for (std::int64_t i = 0; i < n; ++i) {
    Bits bits;
    std::memcpy(&bits, at + i * static_cast<std::int64_t>(sizeof(Bits)), sizeof(Bits));
    if ((bits & exponent) == exponent) return i;
  }
  return std::nullopt;
}

}  // namespace

std::size_t dtype_bytes(DType dtype) { return dtype == DType::kF32 ? 4 : 8; }

std::optional<std::int64_t> first_non_finite(DType dtype, const void* bytes,
                                             std::size_t num_bytes) {
  switch (dtype) {
    case DType::kF32:
      return first_full_exponent<std::uint32_t>(bytes, num_bytes, 0x7f800000u);
    case DType::kF64:
      return first_full_exponent<std::uint64_t>(bytes, num_bytes, 0x7ff0000000000000u);
    default:
      return std::nullopt;
  }
}

}  // namespace cantus
