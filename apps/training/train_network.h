#pragma once

#include <cstdint>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "apps/experiment/experiment.h"
#include "apps/program/verb.h"
#include "apps/training/training_folder.h"

namespace cantus {

// Where a network is trained, and from where to where.
struct TrainingDemand {
  std::filesystem::path output;  // the run's folder
  Resume resume = Resume::kAuto;
  std::int64_t max_steps = 0;  // ends after this update; 0: at the experiment's end
  std::string data_sha256;     // that its songs must have; "": any
};

// What training left in its folder.
struct TrainedNetwork {
  std::filesystem::path folder;
  Experiment experiment;           // that it was trained by
  nlohmann::ordered_json summary;  // of summary.json (docs/formats.md)

  std::filesystem::path model() const { return RunFiles{folder}.model(); }
};

// What training would begin with, told by the files of its folder alone: from the start, with what
// it would replace, from a checkpoint, or, as train_network would say it, with nothing left to do.
// Errors: those of require_run_folder and start_of_run; kBadData for a checkpoint or a summary that
// is none.
std::string foreseen_start(const Experiment& experiment, const TrainingDemand& demand, bool force);

// Trains as the experiment says, or goes on to its end; a run that is finished is left alone.
// Errors: those of require_run_folder, TrainingFolder, prepare_training_songs and TrainingRun;
// kBadConfig when the run began with other songs or settings.
TrainedNetwork train_network(const Experiment& experiment, const TrainingDemand& demand,
                             const CommonOptions& common);

}  // namespace cantus
