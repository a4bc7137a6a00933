#include <memory>

#include <fmt/format.h>

#include "apps/experiment/experiment_flags.h"
#include "apps/experiment/print_settings.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/verb.h"
#include "apps/training/train_network.h"
#include "apps/training/training_songs.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct TrainOptions {
  fs::path experiment;
  fs::path output;
  ExperimentFlags changes;
  Resume resume = Resume::kAuto;
  std::int64_t max_steps = 0;
  bool dry_run = false;
};

Exit train(const TrainOptions& options, const CommonOptions& common) {
  const Experiment experiment =
      read_experiment(options.experiment, options.changes.overrides(), common.given_seed());
  if (options.dry_run) {
    require_sounds(songs_of_experiment(experiment));
    if (!options.output.empty()) {
      const auto latest = start_of_run({options.output}, experiment, options.resume, common.force);
      log_info(latest ? fmt::format("would go on from {}", latest->path.string())
                      : fmt::format("would begin in {}", options.output.string()));
    }
    return print_settings(experiment, kTrainSchema, common.json);
  }
  const TrainedNetwork network =
      train_network(experiment, {options.output, options.resume, options.max_steps}, common);
  if (common.json) {
    print_document(network.summary);
  } else {
    print_lines(network.model().string() + "\n");
  }
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<TrainOptions>();
  flags.positional("EXPERIMENT.toml", options->experiment, "what to train, how, on which songs");
  flags.path("-o,--output", options->output, "DIR", "the run's folder: model, log, checkpoints")
      .require("--dry-run");
  options->changes.declare(flags);
  options->changes.declare(flags, "--epochs", "experiment.epochs",
                           "as experiment.epochs; a finished run goes on to it");
  flags.choice("--resume", options->resume,
               "auto: go on from the newest checkpoint; never: anew, over a run with --force");
  flags.integer("--max-steps", options->max_steps, std::int64_t{0}, std::int64_t{1} << 40,
                "end after this update; 0: at the experiment's end");
  flags.toggle("--dry-run", options->dry_run,
               "print every setting as it would be, hold it to DIR, train nothing");
  return [options](const CommonOptions& common) { return train(*options, common); };
}

}  // namespace

const Verb kTrainVerb = {
    "train", "train a network as an experiment file says",
    "  cantus train experiments/sung.toml -o runs/sung\n"
    "  cantus train speech.toml -o runs/b --set optimizer.decay=0.95 --seed 2\n",
    declare};

}  // namespace cantus
