#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "data/hdf5/handle.h"

namespace cantus {

// A complete HDF5 file in memory.
struct MemoryImage {
  struct Free {
    void operator()(std::uint8_t* bytes) const { std::free(bytes); }
  };
  std::unique_ptr<std::uint8_t, Free> bytes;
  std::size_t capacity = 0;
  std::size_t size = 0;

  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.get()), size}; }
};

// The access property list and the file name with which HDF5 makes a file in the image's memory,
// which outlives the closed file. It grows by at least `expected_bytes` at a time. No other file,
// on disk or open, has the name: HDF5 looks for one, and takes two of one name for the same file.
Handle access_in_memory(MemoryImage* image, std::int64_t expected_bytes);
std::string name_in_memory(const MemoryImage* image);

}  // namespace cantus
