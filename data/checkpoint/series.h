#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "data/checkpoint/checkpoint.h"

namespace cantus {

// The checkpoints of one run lie in one folder as step_00001200.ckpt. The latest is the highest
// step whose file verifies, found by listing the folder, since a link to it could dangle.
std::filesystem::path step_path(const std::filesystem::path& folder, std::int64_t step);

struct LatestCheckpoint {
  std::filesystem::path path;
  std::int64_t step = 0;
  Checkpoint checkpoint;
  std::vector<std::string> warnings;  // one line for each damaged file of a higher step
};

// None when the folder is absent or holds no step file. Errors: kBadData when there are step files
// but none of them verifies (a run never silently starts afresh); kNoPermission, kIoError.
std::optional<LatestCheckpoint> latest_checkpoint(const std::filesystem::path& folder);

// Deletes all step files but that of `written` and the `keep` - 1 below it, and what killed writers
// left. Steps above `written` are damaged: this run skipped them.
void prune_checkpoints(const std::filesystem::path& folder, std::int64_t written, int keep);

}  // namespace cantus
