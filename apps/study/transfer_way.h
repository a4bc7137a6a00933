#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/experiment/experiment.h"

namespace cantus {

// A way to transfer (Hou 2020, section 2.2 and Table 1): which layers of the source network the
// target network begins with, and whether they stay as they are.
struct TransferWay {
  std::string layers;  // "L1", "L1+L2", "Lall", "none"
  TransferMode mode = TransferMode::kFineTuned;

  bool is_from_scratch() const { return layers == "none"; }
  // "L1 fixed", "L1 fine-tuned", "none"
  std::string name() const;
  // The section [transfer] of such an experiment as `key=value`; empty from scratch.
  std::vector<std::string> settings(const std::filesystem::path& source) const;
};

// The layers of a set, each once, in order; Lall is L1, L2, L3: all that the paper's two networks
// have in common.
std::vector<std::string> layers_of(const std::string& set);

}  // namespace cantus
