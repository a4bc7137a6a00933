#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <type_traits>
#include <vector>

namespace cantus {

// One array of an NPZ file (a ZIP of .npy files; numpy.lib.format, version 1.0).
struct NpzArray {
  std::string name;
  std::string type;                // numpy's: "<f4" or "<f8"
  std::vector<std::size_t> shape;  // C order
  std::string bytes;
};

template <typename Number>
NpzArray npz_array(const std::string& name, const std::vector<Number>& values) {
  static_assert(std::is_same_v<Number, float> || std::is_same_v<Number, double>);
  NpzArray array{name, sizeof(Number) == 4 ? "<f4" : "<f8", {values.size()}, {}};
  array.bytes.assign(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Number));
  return array;
}

// The array's elements in order, converted to double.
std::vector<double> doubles_of(const NpzArray& array);

// Encodes an NPZ file without compression and dates, so that equal arrays give equal bytes. Errors:
// kSoftware for 4 GiB or more.
std::string npz_bytes(const std::vector<NpzArray>& arrays);

// Reads a file of uncompressed float32 and float64 arrays, at most 1 GiB. Errors: those of
// InputFile; kBadData when it is damaged (CRC-32) or something else.
std::vector<NpzArray> read_npz(const std::filesystem::path& path);

}  // namespace cantus
