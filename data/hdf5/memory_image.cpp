#include "data/hdf5/memory_image.h"

#include <algorithm>
#include <cstring>

#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::size_t kGrowBytes = std::size_t{4} << 20;

// The memory callbacks of HDF5's in-memory file. `image` owns the block, so that it outlives the
// closed file: nothing is copied, and the superblock is the one of a closed file.
void* grow_image(void* block, std::size_t size, H5FD_file_image_op_t, void* image_data) {
  auto* image = static_cast<MemoryImage*>(image_data);
  if (block != image->bytes.get()) return nullptr;
  // Pages from calloc take no memory before they are written to.
  void* grown = block == nullptr ? std::calloc(size, 1) : std::realloc(block, size);
  if (grown == nullptr) return nullptr;
  image->bytes.release();
  image->bytes.reset(static_cast<std::uint8_t*>(grown));
  if (block != nullptr && size > image->capacity) {
    std::memset(image->bytes.get() + image->capacity, 0, size - image->capacity);
  }
  image->capacity = size;
  return grown;
}

void* allocate_image(std::size_t size, H5FD_file_image_op_t operation, void* image_data) {
  return grow_image(nullptr, size, operation, image_data);
}

void* copy_image(void* to, const void* from, std::size_t size, H5FD_file_image_op_t, void*) {
  return std::memcpy(to, from, size);
}

herr_t keep_image(void*, H5FD_file_image_op_t, void*) { return 0; }

void* same_data(void* image_data) { return image_data; }

herr_t keep_data(void*) { return 0; }

}  // namespace

Handle access_in_memory(MemoryImage* image, std::int64_t expected_bytes) {
  Handle access(H5Pcreate(H5P_FILE_ACCESS));
  H5FD_file_image_callbacks_t callbacks = {allocate_image, copy_image, grow_image, keep_image,
                                           same_data,      keep_data,  image};
  const auto grow_bytes = std::max(kGrowBytes, static_cast<std::size_t>(expected_bytes));
  const bool is_set = H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0 &&
                      H5Pset_fapl_core(access.get(), grow_bytes, false) >= 0 &&
                      H5Pset_file_image_callbacks(access.get(), &callbacks) >= 0;
  CANTUS_REQUIRE(is_set, "HDF5 offers files in memory");
  return access;
}

// No file can exist below /dev/null, and the image's address makes the name unique.
std::string name_in_memory(const MemoryImage* image) {
  return "/dev/null/" + std::to_string(reinterpret_cast<std::uintptr_t>(image));
}

}  // namespace cantus
