#include "apps/evaluate_model.h"

#include <fmt/format.h>

#include "apps/baselines.h"
#include "apps/experiment.h"
#include "apps/log.h"
#include "apps/machine.h"
#include "apps/model_file.h"
#include "apps/nearest.h"
#include "apps/progress.h"
#include "apps/stop.h"
#include "models/detector.h"
#include "models/segments.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

std::vector<CorpusSong> songs_of_split(const std::vector<CorpusSong>& songs,
                                       const std::string& split) {
  std::vector<CorpusSong> found;
  for (const CorpusSong& song : songs)
    if (split == split_name(song.split)) found.push_back(song);
  return found;
}

// "one of train, valid": the splits that there are.
std::string splits_of(const std::vector<CorpusSong>& songs) {
  std::vector<std::string> splits;
  for (const char* split : {"train", "valid", "test"})
    if (!songs_of_split(songs, split).empty()) splits.emplace_back(split);
  return "one of " + join(splits);
}

std::vector<std::vector<float>> run_model(Queue& queue, Queue& host, Model& model,
                                          const std::vector<LabelledSong>& songs,
                                          const ModelTrial& trial, FeatureStore& store) {
  Detector detector(
      queue, model.network, model.parameters,
      {.precision = trial.precision, .blocks = trial.blocks, .silence = standard_silence(model)});
  const double frames_per_second = front_end_preset(model.facts.front_end).frames_per_second();
  std::size_t num_frames = 0;
  for (const LabelledSong& song : songs) num_frames += song.labels.size();
  Progress progress("detect", static_cast<double>(songs.size()), "songs",
                    static_cast<double>(num_frames) / frames_per_second);
  std::vector<std::vector<float>> curves;
  for (const LabelledSong& song : songs) {
    const auto features = standardized_features(host, song, model.standardization, store);
    auto curve = detector.curve(features.values, [&](std::int64_t num_done) {
      throw_if_stopped(kRunAgain);
      progress.advance(0, static_cast<double>(num_done) / frames_per_second);
    });
    if (trial.median_frames > 1) curve = smooth_curve(host, curve, trial.median_frames);
    curves.push_back(std::move(curve));
    progress.advance(1);
  }
  progress.finish();
  return curves;
}

JudgedSong judged_song(const LabelledSong& song) {
  const auto kind = song.song.facts.find("kind");
  return {song.song.name, song.labels, song.song.channel,
          kind == song.song.facts.end() ? "" : kind->second, song.song.labels_name};
}

void require_known_labels(const std::vector<LabelledSong>& songs,
                          const std::vector<std::string>& positive, const std::string& manifest) {
  const std::string present = label_names_of(songs);
  if (present != "none" && !any_has_label(songs, positive)) {
    throw Error(
        Exit::kBadData, manifest,
        fmt::format("no song has the label {}; there are: {}", fmt::join(positive, ", "), present),
        "a label that means voice", "name those that do with --positive");
  }
  warn_of_other_case(songs, positive);
}

}  // namespace

std::string subject_title(const ModelTrial& trial) {
  return fmt::format("{}, {}", fmt::join(trial.manifests, " + "), trial.split);
}

Result evaluate_model(const ModelTrial& trial, const CommonOptions& common) {
  if (trial.manifests.empty())
    throw Error(Exit::kUsage, "--manifest", "not given", "the songs to evaluate on");
  require_precision(common.device, trial.precision);
  catch_stop_signals();
  log_device(common, trial.precision);
  const int num_threads = threads_of(common);
  Queue queue(common.device, num_threads);
  Queue host({}, num_threads);
  Model model = load_model(queue, trial.model);
  const TrainedOn trained = trained_on(model.facts.training_config);
  std::vector<std::string> positive = trial.positive;
  if (positive.empty()) positive = trained.positive;
  if (positive.empty()) positive = {model.facts.positive_label};
  // In the numbers it was trained on, which are the ones most likely to be stored.
  const FeaturePlace place{
      trial.features.empty() ? fs::path(trial.manifests.front()).parent_path() / "features"
                             : trial.features,
      front_end_preset(model.facts.front_end), trained.dtype, common.device, num_threads};

  const auto all =
      songs_in({trial.manifests.begin(), trial.manifests.end()}, trial.kinds, Exit::kNoInput);
  const auto wanted = songs_of_split(all, trial.split);
  if (wanted.empty()) {
    throw Error(Exit::kNoInput, trial.manifests.front(), "no song of split " + trial.split,
                splits_of(all));
  }
  const auto songs = label_songs(wanted, positive, place);
  require_known_labels(songs, positive, trial.manifests.front());
  FeatureStore store(place.folder, place.front_end, place.type);
  std::vector<JudgedSong> judged;
  for (const LabelledSong& song : songs) judged.push_back(judged_song(song));

  Result result;
  result.subject = {subject_title(trial),     trial.model.string(),       model.sha256,
                    to_string(common.device), to_string(trial.precision), num_threads,
                    trial.median_frames};
  const auto add = [&](const std::string& name, float threshold, const auto& curves) {
    result.reports.push_back(
        report_on(name, threshold, curves, judged, Scores::kCurves, trial.with_grid));
  };
  const bool streams = trial.blocks == Blocks::kStreaming;
  add(model.facts.network + (streams ? ", streaming" : ""), static_cast<float>(trial.threshold),
      run_model(queue, host, model, songs, trial, store));
  if (trial.skip_baselines) return result;
  const auto to_learn_from = songs_of_split(all, "train");
  if (to_learn_from.empty()) {
    log_warning("no song of split train, hence no baselines");
    return result;
  }
  const auto train = label_songs(to_learn_from, positive, place);
  for (const auto& baseline :
       run_baselines(host, train, songs, place.front_end, model.standardization, store))
    add(baseline.name, baseline.threshold, baseline.curves);
  return result;
}

}  // namespace cantus
