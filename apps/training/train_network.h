#pragma once

#include <cstdint>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "apps/experiment/experiment.h"
#include "apps/program/verb.h"
#include "apps/training/training_folder.h"

namespace cantus {

// Where a network is trained, and which part of the run.
struct TrainingDemand {
  std::filesystem::path output;  // the run's folder
  Resume resume = Resume::kAuto;
  std::int64_t max_steps = 0;  // stop after this step; 0: at the experiment's end
  std::string data_sha256;     // that the songs must have; "": any
};

// What training left in its folder.
struct TrainedNetwork {
  std::filesystem::path folder;
  Experiment experiment;           // by which it was trained
  nlohmann::ordered_json summary;  // content of summary.json (docs/formats.md)

  std::filesystem::path model() const { return RunFiles{folder}.model(); }
};

// Describes what train_network() would begin with, from the files of the run's folder alone: a
// start, with the files it would replace; a checkpoint; or that nothing is left to train. Errors:
// those of require_run_folder and start_of_run; kBadData for a damaged checkpoint or summary.
std::string foreseen_start(const Experiment& experiment, const TrainingDemand& demand, bool force);

// Trains as the experiment says, or resumes the run; a finished run is left alone. Errors: those of
// require_run_folder, TrainingFolder, prepare_training_songs and TrainingRun; kBadConfig when the
// run began with other songs or settings.
TrainedNetwork train_network(const Experiment& experiment, const TrainingDemand& demand,
                             const CommonOptions& common);

}  // namespace cantus
