#pragma once

#include <filesystem>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/experiment/experiment.h"
#include "apps/self_improvement/improvement_rounds.h"

namespace cantus {

// Of the document that `cantus self-improve` prints, which is its rounds.json too.
inline constexpr const char* kSelfImproveSchema = "cantus.self-improve/1";

// What an earlier self-improvement left in `folder` must be of these rounds, as a network keeps
// what it learned from: where a round is begun, that behind them included, the one before is
// trained by the settings it has now, those of its end included, and the targets are those it would
// make. A model that is gone or damaged is made again from its checkpoints, targets from the model.
// `of_all` is the experiment of all rounds. Known before anything is trained. Errors: kBadConfig,
// naming the file and what is other; those of latest_checkpoint.
void require_same_lineage(const std::vector<ImprovementRound>& rounds,
                          const std::filesystem::path& folder, const Experiment& of_all);

// The rounds of an earlier run's report; none where there is none. Errors: kCannotCreate for a file
// that is no such report, unless `force`.
nlohmann::ordered_json rounds_of_report(const std::filesystem::path& file, bool force);

// Adds to the rounds of a report those behind them that an earlier, longer run had, where that
// began with the same models.
void keep_later_rounds(const nlohmann::ordered_json& before, nlohmann::ordered_json& rounds);

}  // namespace cantus
