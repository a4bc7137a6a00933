#include "data/checkpoint/header.h"

#include <algorithm>
#include <set>

#include "data/checkpoint/json_cursor.h"
#include "data/files/byte_order.h"
#include "data/files/hash.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::size_t kMaxTensors = 65536;
constexpr std::size_t kMaxRank = 8;
constexpr std::size_t kMaxNameBytes = 256;
constexpr std::string_view kOwnPrefix = "cantus.";
constexpr std::string_view kSchemaKey = "cantus.schema";
constexpr std::string_view kSchema = "1";
constexpr std::string_view kHeaderCrcKey = "cantus.header_crc32c";
constexpr std::string_view kTensorCrcPrefix = "cantus.crc32c.";
constexpr std::string_view kNoCrc = "00000000";

std::string joined(const std::vector<std::int64_t>& counts) {
  std::string text;
  for (const std::int64_t count : counts) {
    if (!text.empty()) text += ',';
    text += std::to_string(count);
  }
  return text;
}

std::string tensor_json(const TensorEntry& entry) {
  return json_quoted(entry.name) + ":{\"dtype\":\"" + std::string(dtype_name(entry.dtype)) +
         "\",\"shape\":[" + joined(entry.shape) + "],\"data_offsets\":[" +
         joined({entry.begin, entry.end}) + "]}";
}

std::map<std::string, std::string> all_metadata(const CheckpointHeader& header) {
  std::map<std::string, std::string> fields = header.metadata;
  fields.insert_or_assign(std::string(kSchemaKey), std::string(kSchema));
  fields.insert_or_assign(std::string(kHeaderCrcKey), std::string(kNoCrc));
  for (const TensorEntry& entry : header.tensors) {
    fields[std::string(kTensorCrcPrefix) + entry.name] = crc_text(entry.crc32c);
  }
  return fields;
}

// A value of __metadata__ and where in the file it stands.
struct Field {
  std::string value;
  std::size_t position;
};

// The grammar, in the order in which serialize_header writes.
class HeaderParser {
 public:
  HeaderParser(const std::string& file, std::string_view bytes, std::uint64_t file_bytes)
      : cursor_(file, bytes.substr(kHeaderLengthBytes), kHeaderLengthBytes),
        bytes_(bytes),
        data_bytes_(static_cast<std::int64_t>(file_bytes - bytes.size())) {}

  CheckpointHeader parse() {
    cursor_.expect('{');
    parse_metadata();
    check_schema_and_crc();
    CheckpointHeader header;
    while (cursor_.accept(',')) header.tensors.push_back(parse_tensor());
    const std::size_t closing = cursor_.position();
    cursor_.expect('}');
    while (!cursor_.at_end()) cursor_.expect(' ');
    if (end_ != data_bytes_) {
      cursor_.fail(closing, "the tensors take " + std::to_string(end_) + " bytes",
                   std::to_string(data_bytes_) + ", what the file holds after its header");
    }
    for (auto& [key, field] : fields_) {
      if (key.rfind(kOwnPrefix, 0) == 0) {
        cursor_.fail(field.position, "field " + key + " belongs to no tensor", "none such");
      }
      header.metadata.emplace(key, std::move(field.value));
    }
    return header;
  }

 private:
  void parse_metadata() {
    cursor_.expect_literal("\"__metadata__\":{");
    do {
      const std::size_t position = cursor_.position();
      std::string key = cursor_.string(kMaxNameBytes + kTensorCrcPrefix.size());
      cursor_.expect(':');
      const std::size_t value_position = cursor_.position();
      Field field{cursor_.string(kMaxMetadataBytes), value_position};
      if (!fields_.emplace(std::move(key), std::move(field)).second) {
        cursor_.fail(position, "a metadata key stands twice", "each key once");
      }
    } while (cursor_.accept(','));
    cursor_.expect('}');
  }

  Field take(const std::string& key) {
    const auto found = fields_.find(key);
    if (found == fields_.end()) {
      cursor_.fail(kHeaderLengthBytes, "no field " + key + " in the metadata",
                   "a checkpoint of cantus");
    }
    Field field = std::move(found->second);
    fields_.erase(found);
    return field;
  }

  void check_schema_and_crc() {
    const Field schema = take(std::string(kSchemaKey));
    if (schema.value != kSchema) {
      cursor_.fail(schema.position, "schema " + schema.value, std::string(kSchema));
    }
    const Field stored = take(std::string(kHeaderCrcKey));
    std::string zeroed(bytes_);
    // +1: the opening quote. A CRC of another length cannot be equal, whatever is zeroed.
    zeroed.replace(stored.position + 1, kNoCrc.size(), kNoCrc);
    const std::string actual = crc_text(crc32c(zeroed));
    if (actual != stored.value) {
      cursor_.fail(stored.position, "CRC32C of the header is " + actual, stored.value);
    }
  }

  std::vector<std::int64_t> parse_shape() {
    std::vector<std::int64_t> shape;
    cursor_.expect('[');
    if (cursor_.accept(']')) return shape;
    do {
      if (shape.size() == kMaxRank) {
        cursor_.fail(cursor_.position(), "a tensor has too many dimensions",
                     "at most " + std::to_string(kMaxRank));
      }
      shape.push_back(cursor_.count());
    } while (cursor_.accept(','));
    cursor_.expect(']');
    return shape;
  }

  std::string parse_name() {
    const std::size_t position = cursor_.position();
    std::string name = cursor_.string(kMaxNameBytes);
    if (!is_tensor_name(name)) {
      cursor_.fail(position, "tensor name " + json_quoted(name), "letters, digits and _ . / -");
    }
    if (!names_.insert(name).second) {
      cursor_.fail(position, "tensor \"" + name + "\" stands twice", "each name once");
    }
    if (names_.size() > kMaxTensors) {
      cursor_.fail(position, "too many tensors", "at most " + std::to_string(kMaxTensors));
    }
    return name;
  }

  DType parse_dtype() {
    cursor_.expect_literal("\"dtype\":");
    const std::size_t position = cursor_.position();
    const std::string name = cursor_.string(8);
    const std::optional<DType> dtype = dtype_from_name(name);
    if (!dtype) cursor_.fail(position, "dtype " + name, "F32 F16 BF16 F64 U8 I32 I64 U64");
    return *dtype;
  }

  TensorEntry parse_tensor() {
    TensorEntry entry;
    entry.name = parse_name();
    cursor_.expect_literal(":{");
    entry.dtype = parse_dtype();
    cursor_.expect_literal(",\"shape\":");
    const std::size_t shape_position = cursor_.position();
    entry.shape = parse_shape();
    cursor_.expect_literal(",\"data_offsets\":[");
    const std::size_t offsets_position = cursor_.position();
    entry.begin = cursor_.count();
    cursor_.expect(',');
    entry.end = cursor_.count();
    cursor_.expect_literal("]}");
    check_extent(entry, shape_position, offsets_position);
    entry.crc32c = take_tensor_crc(entry.name);
    return entry;
  }

  void check_extent(const TensorEntry& entry, std::size_t shape_position,
                    std::size_t offsets_position) {
    const std::int64_t bytes = tensor_bytes(entry.dtype, entry.shape);
    if (bytes < 0 || bytes > data_bytes_ - end_) {
      cursor_.fail(shape_position, "tensor \"" + entry.name + "\" is larger than the file",
                   "at most " + std::to_string(data_bytes_ - end_) + " bytes");
    }
    if (entry.begin != end_ || entry.end != end_ + bytes) {
      cursor_.fail(offsets_position,
                   "tensor \"" + entry.name + "\" lies at " + joined({entry.begin, entry.end}),
                   joined({end_, end_ + bytes}));
    }
    end_ = entry.end;
  }

  std::uint32_t take_tensor_crc(const std::string& name) {
    const Field field = take(std::string(kTensorCrcPrefix) + name);
    std::uint32_t crc = 0;
    for (const char c : field.value)
      crc = crc * 16 + static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    if (crc_text(crc) != field.value) {
      cursor_.fail(field.position, "CRC32C of tensor \"" + name + "\" is not one",
                   "8 hexadecimal digits");
    }
    return crc;
  }

  JsonCursor cursor_;
  std::string_view bytes_;
  std::int64_t data_bytes_;
  std::int64_t end_ = 0;
  std::map<std::string, Field> fields_;
  std::set<std::string> names_;
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
  std::string json = "{\"__metadata__\":{";
  std::size_t crc_position = 0;
  for (const auto& [key, value] : all_metadata(header)) {
    if (json.back() != '{') json += ',';
    json += json_quoted(key) + ':';
    if (key == kHeaderCrcKey) crc_position = kHeaderLengthBytes + json.size() + 1;
    json += json_quoted(value);
  }
  json += '}';
  for (const TensorEntry& entry : header.tensors) json += ',' + tensor_json(entry);
  json += '}';
  json.append((8 - json.size() % 8) % 8, ' ');
  CANTUS_REQUIRE(json.size() <= kMaxHeaderBytes, "a checkpoint header stays under 16 MiB");

  std::string bytes;
  append_little_endian(bytes, json.size(), kHeaderLengthBytes);
  bytes += json;
  bytes.replace(crc_position, kNoCrc.size(), crc_text(crc32c(bytes)));
  return bytes;
}

CheckpointHeader parse_header(const std::string& file, std::string_view bytes,
                              std::uint64_t file_bytes) {
  return HeaderParser(file, bytes, file_bytes).parse();
}

}  // namespace cantus
