#include "apps/study/test_run.h"

#include <set>

#include <nlohmann/json.hpp>

#include "apps/evaluation/evaluate_maps.h"
#include "apps/evaluation/trial_songs.h"
#include "apps/program/document.h"
#include "apps/songs/voice_alone.h"
#include "apps/training/training_songs.h"
#include "data/files/atomic_file.h"
#include "data/files/hash.h"
#include "data/files/json_text.h"
#include "data/manifest/song_overlap.h"
#include "models/training/self_improvement.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

Json evaluate(Scoring scoring, const ModelTrial& trial, const CommonOptions& common) {
  if (scoring == Scoring::kMaps) return document_of(evaluate_maps(trial, common));
  return document_of(evaluate_model(trial, common));
}

// Whether the scores are of this model and of these songs and labels, however they were chosen,
// with the same smoothing.
bool is_of(const Json& scores, const std::string& model_sha256, const std::string& data_sha256,
           const ModelTrial& trial) {
  const auto says = [&scores](const char* pointer, const Json& value) {
    const Json::json_pointer place(pointer);
    return scores.contains(place) && scores.at(place) == value;
  };
  return says("/subject", subject_title(trial)) && says("/model/sha256", model_sha256) &&
         says("/data_sha256", data_sha256) && says("/median_frames", trial.median_frames);
}

}  // namespace

ModelTrial trial_of(const Experiment& experiment, const StudyTest& test,
                    const std::filesystem::path& model) {
  ModelTrial trial{test, model};
  if (test.manifests.empty()) {
    for (const auto& manifest : experiment.manifests) trial.manifests.push_back(manifest.string());
    if (test.kinds.empty()) trial.kinds = experiment.kinds;
  }
  trial.positive = experiment.positive;
  trial.features = experiment.features;
  trial.precision = experiment.precision;
  trial.skip_baselines = true;
  // Schlueter's smoother, for targets and for scores.
  if (test.scoring == Scoring::kMaps) trial.median_frames = SelfImprovement{}.median_frames;
  return trial;
}

void require_untrained(const Experiment& experiment, const StudyTest& test) {
  if (test.split != JudgedSplit::kAll) return;
  std::set<std::string> trained;
  for (const CorpusSong& song : songs_of_experiment(experiment))
    for (const std::string& key : keys_of_song(song)) trained.insert(key);
  for (const CorpusSong& song : songs_of_trial(trial_of(experiment, test, {}))) {
    for (const std::string& key : keys_of_song(song)) {
      if (!trained.contains(key)) continue;
      throw Error(Exit::kBadConfig, song.path.string(), "is trained on, and would be tested on",
                  "songs that training does not take, with test.split = \"all\"",
                  "choose split test, or another test.corpus");
    }
  }
}

std::string prepare_test_songs(const Experiment& experiment, const StudyTest& test,
                               const CommonOptions& common) {
  const TrialSongs found =
      prepare_trial_songs(trial_of(experiment, test, {}), front_end_preset(experiment.front_end),
                          experiment.dtype, common);
  if (test.scoring != Scoring::kMaps) return found.sha256();
  for (const auto* songs : {&found.songs, &found.fitting}) require_voices(*songs);
  return found.sha256_with_voices();
}

ScoredRun score(const TrainedNetwork& network, const StudyTest& test, const CommonOptions& common) {
  const std::filesystem::path model = network.model();
  const ModelTrial trial = trial_of(network.experiment, test, model);
  const std::filesystem::path file =
      network.folder / (test.scoring == Scoring::kMaps ? "map_scores.json" : "scores.json");
  ScoredRun run;
  run.model_sha256 = sha256_of_file(model);
  Json scores;
  if (std::filesystem::exists(file)) scores = read_document(file, kEvaluateSchema).value_or(Json());
  run.test_sha256 = prepare_test_songs(network.experiment, test, common);
  if (!is_of(scores, run.model_sha256, run.test_sha256, trial)) {
    scores = evaluate(test.scoring, trial, common);
    write_file(file, json_text(scores));
  }
  run.scores = scores_of(test.scoring, file.string(), scores);
  return run;
}

}  // namespace cantus
