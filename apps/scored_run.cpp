#include "apps/scored_run.h"

#include "apps/train_network.h"
#include "apps/training_run.h"
#include "data/files/atomic_file.h"
#include "data/files/hash.h"
#include "data/files/input_file.h"
#include "models/training_step.h"

namespace cantus {

ModelTrial trial_of(const Experiment& experiment, const TestSongs& test,
                    const std::filesystem::path& model) {
  ModelTrial trial;
  trial.precision = experiment.precision;
  trial.model = model;
  trial.manifests = test.manifests;
  trial.kinds = test.kinds;
  if (test.manifests.empty()) {
    for (const auto& manifest : experiment.manifests) trial.manifests.push_back(manifest.string());
    if (test.kinds.empty()) trial.kinds = experiment.kinds;
  }
  trial.split = test.split;
  trial.positive = experiment.positive;
  trial.features = experiment.features;
  trial.skip_baselines = true;
  return trial;
}

ScoredRun train_and_score(const Experiment& experiment, const TestSongs& test,
                          const std::filesystem::path& folder, const CommonOptions& common) {
  ScoredRun run;
  run.summary = train_network(experiment, {folder}, common);
  const std::filesystem::path model = RunPlace{folder}.model();
  const ModelTrial trial = trial_of(experiment, test, model);
  run.model_sha256 = sha256_of_file(model);
  run.scores_file = folder / "scores.json";
  if (std::filesystem::exists(run.scores_file)) {
    run.scores = InputFile(run.scores_file).read_all();
    if (run.scores.find(run.model_sha256) != std::string::npos &&
        run.scores.find(subject_title(trial)) != std::string::npos)
      return run;
  }
  const Result result = evaluate_model(trial, common);
  run.scores = to_json(result.subject, result.reports);
  write_file(run.scores_file, run.scores);
  return run;
}

ParameterCount count_parameters(const Experiment& experiment) {
  const auto graph = record_training(experiment.network(), 1, experiment.frozen_layers()).graph;
  return count_parameters(graph.parameters());
}

}  // namespace cantus
