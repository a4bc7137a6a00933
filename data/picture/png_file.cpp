#include "data/picture/png_file.h"

#include <png.h>

#include <string>

#include "data/files/atomic_file.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// The picture as a PNG in memory: libpng never meets the disk, so its errors are only ours.
std::string encoded(const std::filesystem::path& path, const Canvas& canvas) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(canvas.width());
  image.height = static_cast<png_uint_32>(canvas.height());
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, canvas.pixels().data(), 0,
                                nullptr) == 0) {
    throw Error(Exit::kSoftware, path.string(), std::string("PNG refused, ") + image.message);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

void write_png(const std::filesystem::path& path, const Canvas& canvas) {
  write_file(path, encoded(path, canvas));
}

}  // namespace cantus
