#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "data/checkpoint/dtype.h"
#include "data/files/input_file.h"

namespace cantus {

// A named array of numbers: row-major, little-endian.
struct NamedTensor {
  // 1-256 bytes of [A-Za-z0-9_./-]. Two prefixes are reserved for what only training needs:
  // "state." (counters, scores, the best weights) and "optimizer." (its moments).
  std::string name;
  std::vector<std::int64_t> shape;  // rank 0-8
  DType dtype = DType::kF32;
  std::vector<std::uint8_t> bytes;

  template <typename T>
  static NamedTensor of(std::string name, std::vector<std::int64_t> shape,
                        const std::vector<T>& values) {
    NamedTensor tensor{std::move(name), std::move(shape), dtype_of<T>(), {}};
    tensor.bytes.resize(values.size() * sizeof(T));
    if (!values.empty()) std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
    return tensor;
  }

  // The numbers. Errors: kBadData when they are not stored as T.
  template <typename T>
  std::vector<T> values() const {
    require_dtype(dtype_of<T>());
    std::vector<T> out(bytes.size() / sizeof(T));
    if (!out.empty()) std::memcpy(out.data(), bytes.data(), bytes.size());
    return out;
  }

 private:
  void require_dtype(DType wanted) const;
};

// Weights, optimizer moments ("optimizer.*"), counters ("state.*") and their metadata. The file has
// the safetensors layout, so `safetensors.torch.load_file` reads it:
//   8 bytes     little-endian length of the header
//   header      JSON: {"__metadata__":{...},"name":{"dtype":"F32","shape":[..],
//               "data_offsets":[begin,end]},...}, padded with blanks to a multiple of 8
//   numbers     of all tensors, contiguous in the order of the header
// `__metadata__` also carries the CRC32C of every tensor and of the header (this field taken as
// zeros), under keys that start with "cantus."; they are checked and left out on reading.
struct Checkpoint {
  std::map<std::string, std::string> metadata;  // UTF-8; keys must not start with "cantus."
  std::vector<NamedTensor> tensors;

  // The tensor of this name; null when there is none.
  const NamedTensor* find(const std::string& name) const;
  // The metadata's value of this key; "" where it has none.
  std::string fact(const std::string& key) const;
};

// Writes a temporary file, syncs, reads back, verifies every CRC, renames, syncs the folder: when
// it returns, the checkpoint survives a power cut; when it throws, the old file is kept, or the
// whole new one where only the folder could not be synced. Errors: kAnswerIsNo for NaN or infinity,
// kIoError (disk full), kCannotCreate, kNoPermission.
void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

// Reads and verifies everything. Errors, at FILE@BYTE: kBadData for any departure from the layout,
// a wrong CRC, NaN or infinity; kNoInput, kNoPermission, kIoError.
Checkpoint read_checkpoint(const std::filesystem::path& path);
Checkpoint read_checkpoint(const InputFile& file);

}  // namespace cantus
