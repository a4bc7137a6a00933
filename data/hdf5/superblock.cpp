#include "data/hdf5/superblock.h"

#include <cstring>

#include "data/files/byte_order.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::uint8_t kSignature[8] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
constexpr int kVersion = 3;

// Byte offsets of the fields (HDF5 file format specification 3.0, section II.A).
constexpr std::size_t kVersionAt = 8;
constexpr std::size_t kOffsetSizeAt = 9;
constexpr std::size_t kLengthSizeAt = 10;
constexpr std::size_t kFlagsAt = 11;
constexpr std::size_t kBaseAt = 12;
constexpr std::size_t kEndAt = 28;
constexpr std::size_t kRootAt = 36;

std::uint64_t field(const std::uint8_t* bytes, std::size_t at) {
  return little_endian({reinterpret_cast<const char*>(bytes + at), 8});
}

}  // namespace

Superblock parse_superblock(const std::string& file, const std::uint8_t* bytes,
                            std::size_t num_bytes) {
  const auto refuse = [&](std::size_t at, const std::string& found, const std::string& expected) {
    throw Error(Exit::kBadData, file + "@" + std::to_string(at), found, expected, kHdf5Remedy);
  };
  const auto expect_byte = [&](std::size_t at, int expected, const char* what) {
    if (bytes[at] == expected) return;
    refuse(at, std::string(what) + " " + std::to_string(bytes[at]), std::to_string(expected));
  };
  if (num_bytes < kSuperblockBytes) {
    refuse(num_bytes, "the file ends", std::to_string(kSuperblockBytes) + " bytes of superblock");
  }
  if (std::memcmp(bytes, kSignature, sizeof kSignature) != 0) {
    refuse(0, "no HDF5 signature", "an HDF5 file");
  }
  expect_byte(kVersionAt, kVersion, "superblock version");
  expect_byte(kOffsetSizeAt, 8, "size of offsets");
  expect_byte(kLengthSizeAt, 8, "size of lengths");
  expect_byte(kFlagsAt, 0, "flags of an unfinished writer");
  if (field(bytes, kBaseAt) != 0) refuse(kBaseAt, "a base address", "0");
  const Superblock superblock{field(bytes, kEndAt)};
  if (field(bytes, kRootAt) >= superblock.end_of_file) {
    refuse(kRootAt, "the root group lies behind the end of the file", "");
  }
  return superblock;
}

}  // namespace cantus
