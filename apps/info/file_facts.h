#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "data/curves/curve.h"

namespace cantus {

// What a file or a folder is, and the numbers worth knowing, in the order to show them.
struct FileFacts {
  // "model", "checkpoint", "features", "saliency map", "index of maps", "HDF5 curve", "HDF5",
  // "NPZ", "NPZ curve", "PNG", one of those of facts_of_text, or the audio format: "WAV", "MP3",
  // ..., "folder".
  std::string kind;
  std::vector<std::pair<std::string, std::string>> details;
  // Some of them as numbers, for JSON: "sample_rate_hz".
  std::vector<std::pair<std::string, std::variant<std::int64_t, double>>> numbers{};
};

// Tells by the content (of label files alone by the name), and reads the whole file, so that what
// is described is also sound. Errors: those of its reader; kBadData for what it does not know.
FileFacts facts_of_file(const std::filesystem::path& path);

FileFacts facts_of_curve(const char* kind, const Curve& curve);

}  // namespace cantus
