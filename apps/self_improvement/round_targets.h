#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "apps/experiment/experiment.h"
#include "apps/program/verb.h"
#include "data/labels/frame_targets.h"

namespace cantus {

// What a round's network gives as targets to the next round.
enum class TargetKind {
  kPredictions,  // CNN-beta learns from CNN-alpha's
  kSaliency,     // CNN-gamma learns from CNN-beta's, summed over frequency
};

// How targets of a kind are made: from which model, with which settings.
std::map<std::string, std::string> target_facts(TargetKind kind, const SelfImprovement& settings,
                                                const std::string& model_sha256);

// The targets in the file; none where it is missing or damaged.
std::optional<FrameTargets> intact_targets(const std::filesystem::path& file);

// Targets for the experiment's training songs with voice, made by `model` as experiment.improvement
// says. Those in `file` are used if they are intact and were made by this model in this way;
// otherwise they are made and written there.
// Errors: those of load_model, prepare_training_songs and write_frame_targets; kTryAgain when a
// stop was requested.
FrameTargets provide_targets(const std::filesystem::path& file, const std::filesystem::path& model,
                             TargetKind kind, const Experiment& experiment,
                             const CommonOptions& common);

}  // namespace cantus
