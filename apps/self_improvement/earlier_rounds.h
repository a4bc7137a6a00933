#pragma once

#include <filesystem>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/experiment/experiment.h"
#include "apps/self_improvement/improvement_rounds.h"

namespace cantus {

// What an earlier self-improvement left in `folder` must be of these rounds, as a network keeps
// what it learned from: where a round is begun, the one before is trained by the settings it has
// now, those of its end included, and the targets are those it would make. `of_all` is the
// experiment of all rounds. Known before anything is trained. Errors: kBadConfig, naming the file
// and what is other; those of read_checkpoint and read_frame_targets.
void require_same_lineage(const std::vector<ImprovementRound>& rounds,
                          const std::filesystem::path& folder, const Experiment& of_all);

// Adds to the report of rounds those behind them that the one of an earlier, longer run in `file`
// has, where that run's rounds began with the same models.
void keep_later_rounds(const std::filesystem::path& file, nlohmann::ordered_json& report);

}  // namespace cantus
