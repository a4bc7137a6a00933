#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/picture/canvas.h"

namespace cantus {

// Writes an 8-bit sRGB PNG by AtomicFile, so that a half-written picture is never seen. Errors:
// kIoError (disk full), kCannotCreate, kNoPermission.
void write_png(const std::filesystem::path& path, const Canvas& canvas);

// A picture of at most 256 colours.
struct IndexedPicture {
  int width = 0, height = 0;          // pixels, at least 1
  std::vector<std::uint8_t> indices;  // [height, width], into the palette
  std::vector<Color> palette;
};

// Encode a picture as the bytes of a PNG file, for embedding in pages or other ways of writing.
std::string to_png(const IndexedPicture& picture);
std::string to_png(const Canvas& canvas);

struct PictureSize {
  std::uint32_t width = 0;  // pixels
  std::uint32_t height = 0;
};

// Reads the size from a PNG's header. Verifies that chunks with valid CRC-32 fill the file to its
// end, but does not decode them. Errors: those of InputFile; kBadData.
PictureSize read_png_size(const std::filesystem::path& path);

}  // namespace cantus
