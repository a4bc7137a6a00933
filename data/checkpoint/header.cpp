#include "data/checkpoint/header.h"

#include <algorithm>

#include "data/checkpoint/header_json.h"
#include "data/files/byte_order.h"
#include "data/files/hash.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Metadata = std::map<std::string, std::string>;

constexpr std::size_t kMaxRank = 8;
constexpr std::size_t kMaxNameBytes = 256;
const std::string kOwnPrefix = "cantus.";
const std::string kSchemaKey = "cantus.schema";
const std::string kSchema = "1";
const std::string kHeaderCrcKey = "cantus.header_crc32c";
const std::string kTensorCrcPrefix = "cantus.crc32c.";
const std::string kNoCrc = "00000000";

Metadata all_metadata(const CheckpointHeader& header) {
  Metadata metadata = header.metadata;
  metadata[kSchemaKey] = kSchema;
  metadata[kHeaderCrcKey] = kNoCrc;
  for (const TensorEntry& entry : header.tensors)
    metadata[kTensorCrcPrefix + entry.name] = entry.crc32c;
  return metadata;
}

// `bytes` with the header's own CRC, where they have one, replaced by `crc`.
std::string with_header_crc(std::string bytes, const std::string& crc) {
  const std::string field = '"' + kHeaderCrcKey + "\":\"";
  if (const std::size_t at = bytes.find(field); at != bytes.npos)
    bytes.replace(at + field.size(), kNoCrc.size(), crc);
  return bytes;
}

class HeaderParser {
 public:
  HeaderParser(const std::string& file, std::string_view bytes, std::uint64_t file_bytes)
      : file_(file),
        bytes_(bytes),
        data_bytes_(static_cast<std::int64_t>(file_bytes - bytes.size())) {}

  CheckpointHeader parse() const {
    std::optional<HeaderJson> json = parse_header_json(bytes_.substr(kHeaderLengthBytes));
    if (!json) refuse("the header is malformed", "JSON as safetensors have");
    CheckpointHeader header{std::move(json->metadata), std::move(json->tensors)};
    check_schema_and_crc(header.metadata);
    check_extents(header.tensors);
    for (TensorEntry& entry : header.tensors)
      entry.crc32c = take(header.metadata, kTensorCrcPrefix + entry.name);
    for (const auto& [key, value] : header.metadata)
      if (key.starts_with(kOwnPrefix))
        refuse("field " + key + " belongs to no tensor", "none such");
    return header;
  }

 private:
  [[noreturn]] void refuse(const std::string& found, const std::string& expected) const {
    throw Error(Exit::kBadData, file_ + "@" + std::to_string(kHeaderLengthBytes), found, expected,
                "the file is damaged or was not written by cantus, use another checkpoint");
  }

  std::string take(Metadata& metadata, const std::string& key) const {
    auto field = metadata.extract(key);
    if (field.empty()) refuse("no field " + key + " in the metadata", "a checkpoint of cantus");
    return std::move(field.mapped());
  }

  void check_schema_and_crc(Metadata& metadata) const {
    const std::string schema = take(metadata, kSchemaKey);
    if (schema != kSchema) refuse("schema " + schema, kSchema);
    const std::string stored = take(metadata, kHeaderCrcKey);
    const std::string actual = crc_text(crc32c(with_header_crc(std::string(bytes_), kNoCrc)));
    if (actual != stored) refuse("CRC32C of the header is " + actual, stored);
  }

  // Tensors must be contiguous, each as long as its shape says, and fill the file.
  void check_extents(const std::vector<TensorEntry>& tensors) const {
    std::int64_t end = 0;
    for (const TensorEntry& entry : tensors) {
      if (!is_tensor_name(entry.name))
        refuse("tensor name \"" + entry.name + "\"", "letters, digits and _ . / -");
      const std::int64_t bytes = tensor_bytes(entry.dtype, entry.shape);
      if (bytes < 0 || bytes > data_bytes_ - end)
        refuse("tensor \"" + entry.name + "\" is larger than the file",
               "at most " + std::to_string(data_bytes_ - end) + " bytes");
      if (entry.begin != end || entry.end != end + bytes)
        refuse("tensor \"" + entry.name + "\" does not lie where its shape and those before it say",
               std::to_string(end) + " to " + std::to_string(end + bytes));
      end = entry.end;
    }
    if (end != data_bytes_)
      refuse("the tensors take " + std::to_string(end) + " bytes",
             std::to_string(data_bytes_) + ", what the file holds after its header");
  }

  const std::string& file_;
  std::string_view bytes_;
  std::int64_t data_bytes_;
};

}  // namespace

bool is_tensor_name(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '/' || c == '-';
  };
  return !name.empty() && name.size() <= kMaxNameBytes &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

std::int64_t tensor_bytes(DType dtype, const std::vector<std::int64_t>& shape) {
  if (shape.size() > kMaxRank) return -1;
  auto bytes = static_cast<std::int64_t>(dtype_bytes(dtype));
  for (const std::int64_t size : shape) {
    if (size < 0 || __builtin_mul_overflow(bytes, size, &bytes)) return -1;
  }
  return bytes;
}

std::string serialize_header(const CheckpointHeader& header) {
  std::string text = header_json(all_metadata(header), header.tensors);
  text.append((8 - text.size() % 8) % 8, ' ');
  CANTUS_REQUIRE(text.size() <= kMaxHeaderBytes, "a checkpoint header stays under 16 MiB");
  std::string bytes;
  append_little_endian(bytes, text.size(), kHeaderLengthBytes);
  bytes += text;
  return with_header_crc(bytes, crc_text(crc32c(bytes)));
}

CheckpointHeader parse_header(const std::string& file, std::string_view bytes,
                              std::uint64_t file_bytes) {
  return HeaderParser(file, bytes, file_bytes).parse();
}

}  // namespace cantus
