#include <algorithm>
#include <string_view>

#include "data/checkpoint/checkpoint.h"
#include "data/checkpoint/header.h"
#include "data/files/atomic_file.h"
#include "data/files/hash.h"
#include "data/files/json_text.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

std::string_view view_of(const NamedTensor& tensor) {
  return {reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()};
}

void require_finite(const std::filesystem::path& path, const NamedTensor& tensor) {
  const auto index = first_non_finite(tensor.dtype, tensor.bytes.data(), tensor.bytes.size());
  if (!index) return;
  throw Error(Exit::kAnswerIsNo, path.string(),
              "not written, tensor \"" + tensor.name + "\" holds NaN or infinity at index " +
                  std::to_string(*index),
              "finite numbers", "the training diverged, lower its learning rate");
}

// A breach is a defect of the caller, not of its data: the reader would refuse such a file.
void check_contract(const Checkpoint& checkpoint) {
  for (const auto& [key, value] : checkpoint.metadata) {
    CANTUS_REQUIRE(!key.starts_with("cantus."), "metadata keys do not start with cantus.");
    CANTUS_REQUIRE(is_utf8(key) && is_utf8(value), "metadata is UTF-8");
  }
  std::vector<std::string_view> names;
  for (const NamedTensor& tensor : checkpoint.tensors) {
    CANTUS_REQUIRE(is_tensor_name(tensor.name), "tensor name " + tensor.name + " is a legal one");
    CANTUS_REQUIRE(tensor_bytes(tensor.dtype, tensor.shape) == std::ssize(tensor.bytes),
                   "tensor " + tensor.name + " has the bytes of its shape");
    names.emplace_back(tensor.name);
  }
  std::sort(names.begin(), names.end());
  CANTUS_REQUIRE(std::adjacent_find(names.begin(), names.end()) == names.end(),
                 "every tensor of a checkpoint has its own name");
}

CheckpointHeader header_of(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  CheckpointHeader header{checkpoint.metadata, {}};
  std::int64_t at = 0;
  for (const NamedTensor& tensor : checkpoint.tensors) {
    require_finite(path, tensor);
    const std::int64_t end = at + std::ssize(tensor.bytes);
    header.tensors.push_back(
        {tensor.name, tensor.dtype, tensor.shape, at, end, crc_text(crc32c(view_of(tensor)))});
    at = end;
  }
  return header;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  check_contract(checkpoint);
  const std::string header = serialize_header(header_of(path, checkpoint));
  std::uint64_t num_bytes = header.size();
  for (const NamedTensor& tensor : checkpoint.tensors) num_bytes += tensor.bytes.size();
  AtomicFile file(path, num_bytes);
  file.write(header);
  for (const NamedTensor& tensor : checkpoint.tensors) file.write(view_of(tensor));
  file.commit([](const std::filesystem::path& temporary) { read_checkpoint(temporary); });
}

}  // namespace cantus
