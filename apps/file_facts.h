#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace cantus {

// What a file is, and the figures worth knowing, in the order to show them.
struct FileFacts {
  std::string kind;  // "model", "checkpoint", "features", "HDF5", "NPZ", "labels", "MP3", ...
  std::vector<std::pair<std::string, std::string>> details;
};

// Tells by the content, never the name (labels: .lab and other text by trying to read it), and
// reads the whole file, so that what is described is also sound. Errors: those of its reader.
FileFacts facts_of_file(const std::filesystem::path& path);

}  // namespace cantus
