#pragma once

#include <filesystem>

namespace cantus {

// The files of a `train` run, below its folder.
struct RunFiles {
  std::filesystem::path folder;

  std::filesystem::path checkpoints() const { return folder / "checkpoints"; }
  std::filesystem::path model() const { return folder / "model.safetensors"; }
  std::filesystem::path log() const { return folder / "log.jsonl"; }
  std::filesystem::path summary() const { return folder / "summary.json"; }
  std::filesystem::path diverged() const { return folder / "diverged-step.ckpt"; }
};

}  // namespace cantus
