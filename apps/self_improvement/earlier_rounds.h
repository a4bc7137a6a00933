#pragma once

#include <filesystem>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/experiment/experiment.h"
#include "apps/self_improvement/improvement_rounds.h"

namespace cantus {

// Schema of the document that `cantus self-improve` prints and that rounds.json holds.
inline constexpr const char* kSelfImproveSchema = "cantus.self-improve/1";

// Refuses to go on from other settings than an earlier self-improvement in `folder` had, as a
// network keeps what it has learned from. Wherever a round has begun, also the one after `rounds`,
// the round before it must be trained by its present settings, those of its end included, and the
// targets must be those that would be made now. A missing or damaged model is made again from its
// checkpoints, targets from the model. `of_all` is the experiment of all rounds. Called before any
// training. Errors: kBadConfig, naming the file and the difference; those of latest_checkpoint.
void require_same_lineage(const std::vector<ImprovementRound>& rounds,
                          const std::filesystem::path& folder, const Experiment& of_all);

// The rounds in an earlier run's report; none without a report. Errors: kCannotCreate for a file
// that is no such report, unless `force`.
nlohmann::ordered_json rounds_of_report(const std::filesystem::path& file, bool force);

// Appends to the rounds of a report the later rounds of an earlier, longer run that began with the
// same models.
void keep_later_rounds(const nlohmann::ordered_json& before, nlohmann::ordered_json& rounds);

}  // namespace cantus
