#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/picture/canvas.h"

namespace cantus {

// Writes an 8-bit sRGB PNG: aside, then renamed, so that a half-written picture is never seen.
// Errors: kIoError (disk full), kCannotCreate, kNoPermission.
void write_png(const std::filesystem::path& path, const Canvas& canvas);

// A picture of at most 256 colours.
struct IndexedPicture {
  int width = 0, height = 0;          // pixels, at least 1
  std::vector<std::uint8_t> indices;  // [height, width], into the palette
  std::vector<Color> palette;
};

// The bytes of PNG files, for pages that hold their pictures and for other ways of writing.
std::string to_png(const IndexedPicture& picture);
std::string to_png(const Canvas& canvas);

struct PictureSize {
  std::uint32_t width = 0;  // pixels
  std::uint32_t height = 0;
};

// Of a PNG whose chunks, their CRC-32 included, fill the file to its end; what they hold is not
// decoded. Errors: those of InputFile; kBadData.
PictureSize read_png_size(const std::filesystem::path& path);

}  // namespace cantus
