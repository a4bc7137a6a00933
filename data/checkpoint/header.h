#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "data/checkpoint/checkpoint.h"

namespace cantus {

inline constexpr std::size_t kHeaderLengthBytes = 8;
inline constexpr std::size_t kMaxHeaderBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMaxMetadataBytes = std::size_t{1} << 20;  // of one value

// One tensor as the header describes it; [begin, end) counts from the first byte after the header.
struct TensorEntry {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<std::int64_t> shape;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::uint32_t crc32c = 0;
};

struct CheckpointHeader {
  std::map<std::string, std::string> metadata;  // without our own "cantus." fields
  std::vector<TensorEntry> tensors;
};

// The length field and the header, ready to stand before the numbers; holds its own CRC.
std::string serialize_header(const CheckpointHeader& header);

// The reverse. `bytes` are the length field and the header of `file`, which holds `file_bytes`
// bytes in all. Error(kBadData) at FILE@BYTE for anything that serialize_header would not have
// written, or numbers that do not fill the file exactly.
CheckpointHeader parse_header(const std::string& file, std::string_view bytes,
                              std::uint64_t file_bytes);

// Bytes of the numbers of a tensor, -1 when the shape is impossible (rank above 8, a negative
// dimension, more than 2^63 bytes).
std::int64_t tensor_bytes(DType dtype, const std::vector<std::int64_t>& shape);

bool is_tensor_name(std::string_view name);

}  // namespace cantus
