#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cantus {

// A way to transfer (Hou 2020, section 2.2 and Table 1): which layers of the source network the
// target network begins with, and whether they stay as they are.
struct TransferWay {
  std::string layers;  // "L1", "L1+L2", "Lall", "none"
  bool is_fixed = false;

  bool is_from_scratch() const { return layers == "none"; }
  const char* mode() const { return is_fixed ? "fixed" : "fine-tuned"; }
  // "L1 fixed", "L1 fine-tuned", "none"
  std::string name() const;
};

// Every way that the sets of layers and the modes ("fixed", "fine-tuned") make, the sets in their
// order; from scratch there is one way alone.
std::vector<TransferWay> transfer_ways(const std::vector<std::string>& sets,
                                       const std::vector<std::string>& modes);

// The layers of a set; Lall is L1, L2, L3: all that the paper's two networks have in common.
std::vector<std::string> layers_of(const std::string& set);

// first, first + 1, ... Errors: kUsage where an experiment cannot have the last of them.
std::vector<std::uint64_t> seeds_from(std::uint64_t first, std::int64_t num_seeds);

// One network to train.
struct TransferRun {
  TransferWay way;
  std::uint64_t seed = 1;

  // "L1-fixed-seed1": the run's folder.
  std::string folder() const;
  // What it changes in the experiment, as `key=value`.
  std::vector<std::string> settings(const std::string& source) const;
};

}  // namespace cantus
