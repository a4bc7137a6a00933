#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "data/curves/curve.h"

namespace cantus {

// What a file or folder is, and the numbers worth knowing, in the order to show them.
struct FileFacts {
  // "model", "checkpoint", "features", "saliency map", "index of maps", "HDF5 curve", "HDF5",
  // "NPZ", "NPZ curve", "PNG", a kind that facts_of_text gives, the audio format ("WAV", "MP3",
  // ...), or "folder".
  std::string kind;
  std::vector<std::pair<std::string, std::string>> details;
  // Some of the details as numbers, for JSON: "sample_rate_hz".
  std::vector<std::pair<std::string, std::variant<std::int64_t, double>>> numbers{};
};

// Recognizes a file by its content (label files by name alone) and reads all of it, so that it is
// also known to be sound. Errors: those of the file's reader; kBadData for an unknown kind.
FileFacts facts_of_file(const std::filesystem::path& path);

FileFacts facts_of_curve(const char* kind, const Curve& curve);

}  // namespace cantus
