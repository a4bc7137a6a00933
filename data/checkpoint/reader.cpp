#include <algorithm>
#include <string>

#include "data/checkpoint/checkpoint.h"
#include "data/checkpoint/header.h"
#include "data/files/byte_order.h"
#include "data/files/hash.h"
#include "data/files/input_file.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 36;

[[noreturn]] void refuse(const InputFile& file, std::uint64_t position, const std::string& found,
                         const std::string& expected) {
  throw Error(Exit::kBadData, file.path().string() + "@" + std::to_string(position), found,
              expected, "the file is damaged or no model or checkpoint of cantus's; use another");
}

void read_exactly(const InputFile& file, std::uint64_t position, void* out, std::size_t num_bytes) {
  if (file.read_at(position, out, num_bytes) != num_bytes) {
    throw Error(Exit::kIoError, file.path().string(), "the file shrank while it was read");
  }
}

std::string read_header_bytes(const InputFile& file) {
  if (file.size() < kHeaderLengthBytes) {
    refuse(file, file.size(), "the file ends", "8 bytes of header length");
  }
  std::string field(kHeaderLengthBytes, '\0');
  read_exactly(file, 0, field.data(), field.size());
  const std::uint64_t length = little_endian(field);
  const std::uint64_t available = file.size() - kHeaderLengthBytes;
  if (length > kMaxHeaderBytes || length > available) {
    refuse(file, 0,
           "no safetensors file: its first 8 bytes promise a header of " + std::to_string(length),
           "at most " + std::to_string(std::min<std::uint64_t>(kMaxHeaderBytes, available)));
  }
  std::string bytes(kHeaderLengthBytes + static_cast<std::size_t>(length), '\0');
  read_exactly(file, 0, bytes.data(), bytes.size());
  return bytes;
}

NamedTensor read_tensor(const InputFile& file, const TensorEntry& entry, std::uint64_t position) {
  NamedTensor tensor{entry.name, entry.shape, entry.dtype, {}};
  tensor.bytes.resize(static_cast<std::size_t>(entry.end - entry.begin));
  read_exactly(file, position, tensor.bytes.data(), tensor.bytes.size());
  const std::string crc =
      crc_text(crc32c({reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()}));
  if (crc != entry.crc32c)
    refuse(file, position, "CRC32C of tensor \"" + entry.name + "\" is " + crc, entry.crc32c);
  if (const auto index = first_non_finite(entry.dtype, tensor.bytes.data(), tensor.bytes.size())) {
    refuse(file, position + *index * dtype_bytes(entry.dtype),
           "tensor \"" + entry.name + "\" holds NaN or infinity at index " + std::to_string(*index),
           "finite numbers");
  }
  return tensor;
}

}  // namespace

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  return read_checkpoint(InputFile(path, kMaxFileBytes));
}

Checkpoint read_checkpoint(const InputFile& file) {
  const std::string bytes = read_header_bytes(file);
  CheckpointHeader header = parse_header(file.path().string(), bytes, file.size());
  Checkpoint checkpoint;
  checkpoint.metadata = std::move(header.metadata);
  checkpoint.tensors.reserve(header.tensors.size());
  for (const TensorEntry& entry : header.tensors) {
    checkpoint.tensors.push_back(read_tensor(file, entry, bytes.size() + entry.begin));
  }
  return checkpoint;
}

}  // namespace cantus
