#include "data/checkpoint/dtype.h"

#include <array>
#include <cstring>

namespace cantus {
namespace {

struct Row {
  DType dtype;
  std::string_view name;
  std::size_t bytes;
};

constexpr std::array<Row, 4> kRows = {{{DType::kF32, "F32", 4},
                                       {DType::kF64, "F64", 8},
                                       {DType::kI64, "I64", 8},
                                       {DType::kU64, "U64", 8}}};

const Row& row_of(DType dtype) { return kRows[static_cast<std::size_t>(dtype)]; }

// NaN and infinity are the numbers whose exponent bits are all set.
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

std::size_t dtype_bytes(DType dtype) { return row_of(dtype).bytes; }

std::string_view dtype_name(DType dtype) { return row_of(dtype).name; }

std::optional<DType> dtype_from_name(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.dtype;
  }
  return std::nullopt;
}

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
