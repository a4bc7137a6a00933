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

// One tensor as the header describes it; [begin, end) counts from the first byte after the header.
struct TensorEntry {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<std::int64_t> shape;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::string crc32c;  // crc_text() of its numbers
};

struct CheckpointHeader {
  std::map<std::string, std::string> metadata;  // without our own "cantus." fields
  std::vector<TensorEntry> tensors;
};

// The length field and the header, which precede the numbers in the file; holds its own CRC.
std::string serialize_header(const CheckpointHeader& header);

// The reverse. `bytes` are the length field and the header of `file`, which has `file_bytes` bytes
// in all. Errors: kBadData at FILE@8 for a header that is damaged or another program's, or tensors
// that do not fill the file exactly.
CheckpointHeader parse_header(const std::string& file, std::string_view bytes,
                              std::uint64_t file_bytes);

// The size of a tensor's numbers in bytes; -1 when the shape is impossible (rank above 8, a
// negative dimension, more than 2^63 bytes).
std::int64_t tensor_bytes(DType dtype, const std::vector<std::int64_t>& shape);

bool is_tensor_name(std::string_view name);

}  // namespace cantus
