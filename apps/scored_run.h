#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/evaluate_model.h"
#include "apps/experiment.h"
#include "apps/verb.h"
#include "engine/parameters.h"

namespace cantus {

// The songs that trained networks are scored on.
struct TestSongs {
  std::vector<std::string> manifests;  // none: the experiment's
  std::vector<std::string> kinds;      // none: all, or with its manifests the experiment's
  std::string split = "test";
};

// The trial of a model that was trained as the experiment says, without baselines.
ModelTrial trial_of(const Experiment& experiment, const TestSongs& test,
                    const std::filesystem::path& model);

// What a run left in its folder.
struct ScoredRun {
  std::string summary;  // JSON of `train`
  std::string scores;   // JSON of `evaluate`, in scores.json
  std::filesystem::path scores_file;
  std::string model_sha256;
};

// Trains what is not trained yet, and scores what is not scored yet. Errors: those of train_network
// and evaluate_model.
ScoredRun train_and_score(const Experiment& experiment, const TestSongs& test,
                          const std::filesystem::path& folder, const CommonOptions& common);

// The weights of an experiment's network, and of them those that are trained.
ParameterCount count_parameters(const Experiment& experiment);

}  // namespace cantus
