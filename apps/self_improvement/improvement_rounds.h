#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/experiment/experiment.h"
#include "apps/program/verb.h"
#include "apps/self_improvement/round_targets.h"
#include "apps/training/train_network.h"

namespace cantus {

// A network of Schlueter 2016, section 4.3, and what it learns from.
struct ImprovementRound {
  std::string name;
  std::string before;                 // the round whose network makes its targets
  std::optional<TargetKind> targets;  // none: the labels of the songs
};

// In order: alpha, beta, further betas as beta2 and so on, gamma.
std::vector<ImprovementRound> improvement_rounds(std::int64_t num_betas = 1);

// The experiment of a round's network, from that of all rounds. Only CNN-alpha learns from bags, as
// targets are labels of frames.
Experiment round_experiment(const ImprovementRound& round, Experiment experiment);

// FOLDER/NAME.targets.safetensors
std::filesystem::path targets_of(const ImprovementRound& round,
                                 const std::filesystem::path& folder);

struct TrainedRound {
  TrainedNetwork network;
  nlohmann::ordered_json targets;  // from report_targets; null: no targets
};

// Trains a round's network in FOLDER/NAME on targets_of() it, which the network of the round before
// makes; that must be trained. What exists is not made again. `experiment` is that of all rounds,
// with labels of songs. Errors: those of provide_targets, report_targets and train_network.
TrainedRound train_round(const ImprovementRound& round, const std::filesystem::path& folder,
                         const Experiment& experiment, const CommonOptions& common);

// Describes what train_round() would begin with, from the files of FOLDER alone: as foreseen_start,
// or that the round's targets are made first. Errors: those of foreseen_start.
std::string foreseen_round(const ImprovementRound& round, const std::filesystem::path& folder,
                           const Experiment& experiment, bool force);

// Throws Error(kBadData) where the network has no saliency map to make the round's targets from:
// before two networks are trained rather than after.
void require_targets(const ImprovementRound& round, const Experiment& experiment);

}  // namespace cantus
