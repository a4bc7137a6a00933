#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace cantus {

// What a file is, and the figures worth knowing, in the order to show them.
struct FileFacts {
  // "model", "checkpoint", "HDF5", "NPZ", "labels" (.lab), "Audacity labels", "CSV labels",
  // "MIR-1K labels", or the audio format: "WAV", "MP3", ...
  std::string kind;
  std::vector<std::pair<std::string, std::string>> details;
};

// Tells by the content, never the name, and reads the whole file, so that what is described is also
// sound. Text is taken for labels, of the kind that the extension says (.txt, .csv, .vocal; any
// other: .lab). Errors: those of its reader.
FileFacts facts_of_file(const std::filesystem::path& path);

}  // namespace cantus
