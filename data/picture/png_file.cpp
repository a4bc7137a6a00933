#include "data/picture/png_file.h"

#include <png.h>
#include <zlib.h>

#include <string>
#include <string_view>

#include "data/files/atomic_file.h"
#include "data/files/byte_order.h"
#include "data/files/input_file.h"
#include "data/files/text_lines.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// Encodes the PNG in memory: libpng does no I/O, so any error of it is a defect of ours.
std::string encoded(png_image image, const void* pixels, const void* palette = nullptr) {
  image.version = PNG_IMAGE_VERSION;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels, 0, palette) == 0)
    throw Error(Exit::kSoftware, "PNG", std::string("refused, ") + image.message);
  bytes.resize(size);
  return bytes;
}

// A 4-byte number of a PNG.
std::uint32_t number_at(std::string_view file, std::size_t at) {
  return static_cast<std::uint32_t>(big_endian(file.substr(at, 4)));
}

}  // namespace

PictureSize read_png_size(const std::filesystem::path& path) {
  constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 28;
  constexpr std::string_view kSignature = "\x89PNG\r\n\x1a\n";
  constexpr std::size_t kAround = 12;  // length, type and CRC around each chunk's data
  const std::string file = InputFile(path, kMaxBytes).read_all();
  if (!file.starts_with(kSignature))
    throw Error(Exit::kBadData, path.string(), "is no PNG", "a picture", "replace the file");
  PictureSize size;
  std::string type;
  for (std::size_t at = kSignature.size(); at != file.size();) {
    const std::size_t left = file.size() - at;
    const std::size_t length = left < kAround ? left : number_at(file, at);
    if (left < kAround || length > left - kAround || type == "IEND") {
      throw Error(Exit::kBadData, path.string() + "@" + std::to_string(at),
                  "the PNG ends here or goes on wrongly", "whole chunks up to IEND",
                  "replace the file");
    }
    const auto* named = reinterpret_cast<const Bytef*>(file.data()) + at + 4;
    type = file.substr(at + 4, 4);
    if (::crc32_z(0, named, length + 4) != number_at(file, at + 8 + length)) {
      throw Error(Exit::kBadData, path.string() + "@" + std::to_string(at),
                  "chunk " + in_quotes(type) + " is damaged", "its CRC-32", "replace the file");
    }
    if (type == "IHDR" && length == 13) size = {number_at(file, at + 8), number_at(file, at + 12)};
    at += kAround + length;
  }
  if (type == "IEND" && size.width > 0 && size.height > 0) return size;
  throw Error(Exit::kBadData, path.string(), "is no whole PNG", "a picture", "replace the file");
}

std::string to_png(const Canvas& canvas) {
  png_image image{};
  image.width = static_cast<png_uint_32>(canvas.width());
  image.height = static_cast<png_uint_32>(canvas.height());
  image.format = PNG_FORMAT_RGB;
  return encoded(image, canvas.pixels().data());
}

void write_png(const std::filesystem::path& path, const Canvas& canvas) {
  write_file(path, to_png(canvas));
}

std::string to_png(const IndexedPicture& picture) {
  png_image image{};
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_RGB_COLORMAP;
  image.colormap_entries = static_cast<png_uint_32>(picture.palette.size());
  std::vector<std::uint8_t> palette;
  for (const Color color : picture.palette)
    palette.insert(palette.end(), {color.r, color.g, color.b});
  return encoded(image, picture.indices.data(), palette.data());
}

}  // namespace cantus
