#include <memory>

#include "apps/experiment/experiment_flags.h"
#include "apps/experiment/print_settings.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/verb.h"
#include "apps/songs/corpus_songs.h"
#include "apps/training/train_network.h"
#include "apps/training/training_songs.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct TrainOptions {
  fs::path experiment;
  TrainingDemand demand;
  ExperimentFlags changes;
  bool dry_run = false;
};

Exit train(const TrainOptions& options, const CommonOptions& common) {
  const Experiment experiment =
      read_experiment(options.experiment, options.changes.overrides(), common.given_seed());
  if (options.dry_run) {
    require_readable(songs_of_experiment(experiment));
    if (!options.demand.output.empty())
      log_info(foreseen_start(experiment, options.demand, common.force));
    return print_settings(experiment, kTrainSchema, common.json);
  }
  const TrainedNetwork network = train_network(experiment, options.demand, common);
  if (common.json) {
    print_document(network.summary);
  } else {
    print_lines(network.model().string() + "\n");
  }
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<TrainOptions>();
  flags.positional("EXPERIMENT.toml", options->experiment,
                   "the network, its training and its songs");
  flags
      .path("-o,--output", options->demand.output, "DIR",
            "the run's folder: model, log, checkpoints")
      .require("--dry-run");
  options->changes.declare(flags);
  options->changes.declare(flags, "--epochs", "experiment.epochs",
                           "as experiment.epochs; extends a finished run");
  flags.choice("--resume", options->demand.resume,
               "auto: from the newest checkpoint; never: start over (--force replaces a run)");
  flags.integer("--max-steps", options->demand.max_steps, std::int64_t{0}, std::int64_t{1} << 40,
                "stop after this update; 0: at the experiment's end");
  flags.toggle("--dry-run", options->dry_run,
               "print the settings, check the songs and DIR, train nothing");
  return [options](const CommonOptions& common) { return train(*options, common); };
}

}  // namespace

const Verb kTrainVerb = {
    "train", "train a network as an experiment file says",
    "  cantus train experiments/sung.toml -o runs/sung\n"
    "  cantus train speech.toml -o runs/b --set optimizer.decay=0.95 --seed 2\n",
    declare};

}  // namespace cantus
