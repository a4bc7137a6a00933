#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "apps/experiment/experiment.h"
#include "apps/program/verb.h"
#include "data/labels/frame_targets.h"

namespace cantus {

// What the network of one round says of the songs that the next one learns from.
enum class TargetKind {
  kPredictions,  // CNN-beta learns from CNN-alpha's
  kSaliency,     // CNN-gamma learns from CNN-beta's, summed over frequency
};

// How the targets of a kind come to be: of which model, and by which settings.
std::map<std::string, std::string> target_facts(TargetKind kind, const SelfImprovement& settings,
                                                const std::string& model_sha256);

// Those in the file; none where it is missing or damaged.
std::optional<FrameTargets> intact_targets(const std::filesystem::path& file);

// Of the experiment's training songs with voice, as a model sees them and experiment.improvement
// says. Those in `file` are taken where they are intact and were made of this model in this way;
// otherwise they are made and written there.
// Errors: those of load_model, prepare_training_songs and write_frame_targets; kTryAgain when a
// stop was asked for.
FrameTargets provide_targets(const std::filesystem::path& file, const std::filesystem::path& model,
                             TargetKind kind, const Experiment& experiment,
                             const CommonOptions& common);

}  // namespace cantus
