#pragma once

#include <filesystem>
#include <vector>

namespace cantus {

// A recording with a weak label: only whether it has a voice anywhere is known.
struct WeakClip {
  std::filesystem::path path;
  bool has_voice = false;

  bool operator==(const WeakClip&) const = default;
};

// Whether a file's first line is one that read_weak_manifest reads, not a time of labels or a
// curve. Errors: those of InputFile.
bool is_weak_manifest(const std::filesystem::path& path);

// Lines `relative/path TAB 0|1`; paths are below the manifest's own folder and are returned joined
// with it. A path may not be absolute, climb (..) or begin with '-', and no clip is named twice.
// Errors: those of InputFile; kBadData with FILE:LINE.
std::vector<WeakClip> read_weak_manifest(const std::filesystem::path& path);

// The sound files below `folder`/vocal and `folder`/nonvocal, in order. Errors: kNoInput.
std::vector<WeakClip> list_weak_folders(const std::filesystem::path& folder);

}  // namespace cantus
