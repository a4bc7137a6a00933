#include "data/curves/npz.h"

#include <cstring>

#include <zlib.h>

#include <charconv>
#include <cstdint>
#include <string_view>

#include "data/files/byte_order.h"
#include "data/files/input_file.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// Signatures from PKWARE's APPNOTE 4.3.
constexpr std::uint32_t kLocalHeader = 0x04034b50, kDirectoryEntry = 0x02014b50,
                        kDirectoryEnd = 0x06054b50;
constexpr std::uint32_t kFirstOfJanuary1980 = 0x00210000;  // MS-DOS date and time
constexpr std::string_view kNpyMagic("\x93NUMPY\x01\x00", 8);

std::uint32_t crc_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

std::string npy_of(const NpzArray& array) {
  std::string shape;
  for (const std::size_t size : array.shape) {
    shape += std::to_string(size);
    shape += ',';
  }
  std::string head = "{'descr': '";
  head += array.type;
  head += "', 'fortran_order': False, 'shape': (";
  head += shape;
  head += "), }";
  // numpy aligns the data to 64 bytes.
  const std::size_t prefix = kNpyMagic.size() + 2;
  head.append(63 - (prefix + head.size()) % 64, ' ');
  head += '\n';
  std::string npy(kNpyMagic);
  append_little_endian(npy, head.size(), 2);
  return npy + head + array.bytes;
}

class ZipReader {
 public:
  ZipReader(std::string where, std::string_view zip) : where_(std::move(where)), zip_(zip) {}

  std::vector<NpzArray> arrays() const {
    // Files that numpy or we write have no comment, so the end record is the last 22 bytes.
    if (zip_.size() < 22 || number(zip_.size() - 22, 4) != kDirectoryEnd) {
      refuse("is not a whole NPZ file");
    }
    const std::uint64_t count = number(zip_.size() - 12, 2);
    std::uint64_t entry = number(zip_.size() - 6, 4);
    std::vector<NpzArray> arrays;
    std::uint64_t num_bytes = 0;  // caps entries that share bytes at the file's size
    for (std::uint64_t i = 0; i < count; ++i) {
      if (number(entry, 4) != kDirectoryEntry) refuse("has a damaged directory");
      if (number(entry + 10, 2) != 0) refuse("is compressed");
      arrays.push_back(array_at(entry));
      num_bytes += arrays.back().bytes.size();
      if (num_bytes > zip_.size()) refuse("has entries that overlap");
      entry += 46 + number(entry + 28, 2) + number(entry + 30, 2) + number(entry + 32, 2);
    }
    return arrays;
  }

 private:
  [[noreturn]] void refuse(const std::string& found) const {
    throw Error(Exit::kBadData, where_, found, "numpy.savez of float32 or float64 arrays",
                "replace the file");
  }

  std::string_view bytes(std::uint64_t offset, std::uint64_t count) const {
    if (offset > zip_.size() || count > zip_.size() - offset) refuse("is truncated");
    return zip_.substr(offset, count);
  }

  std::uint64_t number(std::uint64_t offset, int num_bytes) const {
    return little_endian(bytes(offset, static_cast<std::uint64_t>(num_bytes)));
  }

  NpzArray array_at(std::uint64_t entry) const {
    const std::uint64_t local = number(entry + 42, 4);
    if (number(local, 4) != kLocalHeader) refuse("has a damaged entry");
    const std::uint64_t start = local + 30 + number(local + 26, 2) + number(local + 28, 2);
    const std::string_view npy = bytes(start, number(entry + 24, 4));
    if (crc_of(npy) != number(entry + 16, 4)) refuse("is damaged (CRC-32)");
    NpzArray array;
    array.name = bytes(entry + 46, number(entry + 28, 2));
    if (array.name.ends_with(".npy")) array.name.resize(array.name.size() - 4);
    parse_npy(npy, array);
    return array;
  }

  void parse_npy(std::string_view npy, NpzArray& array) const {
    if (npy.size() < 10 || npy.substr(0, 8) != kNpyMagic) refuse("holds no .npy array");
    const std::size_t head_size = little_endian(npy.substr(8, 2));
    if (10 + head_size > npy.size()) refuse("is truncated");
    const auto head = npy.substr(10, head_size);
    for (const char* type : {"<f4", "<f8"}) {
      if (head.find(type) != head.npos) array.type = type;
    }
    const std::size_t open = head.find('('), close = head.find(')');
    if (array.type.empty() || head.find("'fortran_order': False") == head.npos ||
        open == head.npos || close == head.npos) {
      refuse("holds an array of another kind");
    }
    std::uint64_t num_bytes = array.type == "<f4" ? 4 : 8;
    for (std::size_t at = open + 1; at < close;) {
      std::size_t size = 0;
      const auto [end, failure] = std::from_chars(head.data() + at, head.data() + close, size);
      if (failure != std::errc() || __builtin_mul_overflow(num_bytes, size, &num_bytes)) {
        refuse("has a shape that cannot be");
      }
      array.shape.push_back(size);
      at = std::min(head.find_first_not_of(", ", end - head.data()), close);
    }
    array.bytes = npy.substr(10 + head_size);
    if (array.bytes.size() != num_bytes) refuse("has a shape that does not fit its bytes");
  }

  std::string where_;
  std::string_view zip_;
};

}  // namespace

std::vector<double> doubles_of(const NpzArray& array) {
  std::vector<double> values;
  if (array.type == "<f8") {
    values.resize(array.bytes.size() / sizeof(double));
    std::memcpy(values.data(), array.bytes.data(), values.size() * sizeof(double));
    return values;
  }
  std::vector<float> floats(array.bytes.size() / sizeof(float));
  std::memcpy(floats.data(), array.bytes.data(), floats.size() * sizeof(float));
  return {floats.begin(), floats.end()};
}

std::string npz_bytes(const std::vector<NpzArray>& arrays) {
  std::string zip, directory;
  for (const NpzArray& array : arrays) {
    const std::string npy = npy_of(array);
    const std::string name = array.name + ".npy";
    CANTUS_REQUIRE(zip.size() + npy.size() < 0xffff0000U, "an NPZ file holds less than 4 GiB");
    // Version needed, flags, method 0 (stored), date, CRC, sizes, name length, extra length.
    std::string facts;
    append_little_endian(facts, 20, 2);
    append_little_endian(facts, 0, 4);
    append_little_endian(facts, kFirstOfJanuary1980, 4);
    append_little_endian(facts, crc_of(npy), 4);
    append_little_endian(facts, npy.size(), 4);
    append_little_endian(facts, npy.size(), 4);
    append_little_endian(facts, name.size(), 2);
    append_little_endian(facts, 0, 2);
    append_little_endian(directory, kDirectoryEntry, 4);
    append_little_endian(directory, 20, 2);
    directory += facts;
    append_little_endian(directory, 0, 2);  // no comment
    append_little_endian(directory, 0, 8);  // first disk, no attributes
    append_little_endian(directory, zip.size(), 4);
    directory += name;
    append_little_endian(zip, kLocalHeader, 4);
    zip += facts + name + npy;
  }
  std::string end;
  append_little_endian(end, kDirectoryEnd, 4);
  append_little_endian(end, 0, 4);
  append_little_endian(end, arrays.size(), 2);
  append_little_endian(end, arrays.size(), 2);
  append_little_endian(end, directory.size(), 4);
  append_little_endian(end, zip.size(), 4);
  append_little_endian(end, 0, 2);
  return zip + directory + end;
}

std::vector<NpzArray> read_npz(const std::filesystem::path& path) {
  const InputFile file(path, std::uint64_t{1} << 30);
  const std::string zip = file.read_all();
  return ZipReader(path.string(), zip).arrays();
}

}  // namespace cantus
