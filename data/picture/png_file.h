#pragma once

#include <filesystem>

#include "data/picture/canvas.h"

namespace cantus {

// Writes an 8-bit sRGB PNG: aside, then renamed, so that a half-written picture is never seen.
// Errors: kIoError (disk full), kCannotCreate, kNoPermission.
void write_png(const std::filesystem::path& path, const Canvas& canvas);

}  // namespace cantus
