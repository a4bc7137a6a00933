#include "apps/evaluation/evaluate_model.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "apps/evaluation/baselines.h"
#include "apps/evaluation/trial_songs.h"
#include "apps/model/model_file.h"
#include "apps/program/log.h"
#include "apps/program/machine.h"
#include "apps/program/progress.h"
#include "apps/program/stop.h"
#include "apps/songs/standardized_songs.h"
#include "models/detection/detector.h"
#include "models/detection/inference.h"
#include "models/detection/segments.h"

namespace cantus {

std::string subject_title(const TestSongs& songs) {
  std::string title =
      fmt::format("{}, {}", fmt::join(songs.manifests, " + "), to_string(songs.split));
  if (!songs.kinds.empty()) title += fmt::format(", {} alone", fmt::join(songs.kinds, " + "));
  if (songs.num_songs > 0) title += fmt::format(", {} songs with voice", songs.num_songs);
  if (songs.num_fitted > 0) title += fmt::format(", maps scaled by {} others", songs.num_fitted);
  return title;
}

namespace {

Curves run_model(Queue& queue, Queue& host, Model& model, const std::vector<LabelledSong>& songs,
                 const ModelTrial& trial, FeatureStore& store, StoredFloat type) {
  Detector detector(queue, model.network, model.parameters,
                    {.precision = trial.precision,
                     .blocks = trial.blocks,
                     .silence = standard_silence(model, type),
                     .model = model.file});
  const double frames_per_second = front_end_preset(model.facts.front_end).frames_per_second();
  std::size_t num_frames = 0;
  for (const LabelledSong& song : songs) num_frames += song.labels.size();
  Progress progress("evaluate", static_cast<double>(songs.size()), "songs",
                    static_cast<double>(num_frames) / frames_per_second);
  Curves curves;
  for (const LabelledSong& song : songs) {
    const auto features = standardized_features(host, song, model.standardization, store);
    const auto curve = detector.curve(features.values, [&](std::int64_t num_done) {
      throw_if_stopped(kRunAgain);
      progress.advance(0, static_cast<double>(num_done) / frames_per_second);
    });
    curves.push_back(smooth_curve(host, curve, trial.median_frames));
    progress.advance(1);
  }
  progress.finish();
  return curves;
}

// The most accurate threshold over all frames of `songs`; their curves are the last of `curves`.
float threshold_of(const std::vector<LabelledSong>& songs, const Curves& curves) {
  PooledFrames frames;
  for (std::size_t i = 0; i < songs.size(); ++i)
    frames.add(curves[curves.size() - songs.size() + i], songs[i].labels);
  return best_threshold(frames.scores, frames.truth).threshold;
}

// Without frames of both kinds any extreme threshold is as good as another.
void require_voice_and_none(const std::vector<LabelledSong>& fitting, const ModelTrial& trial) {
  bool has[2] = {false, false};
  for (const LabelledSong& song : fitting)
    for (const float label : song.labels) has[label > 0] = true;
  if (has[false] && has[true]) return;
  throw Error(
      Exit::kBadData, trial.manifests.front(),
      fmt::format("{} in split {}, which is to choose the threshold",
                  has[true] ? "voice in every frame" : "no voice", to_string(Split::kValid)),
      "frames with voice and without", "give --threshold a number");
}

// The songs that baselines learn from; none, with a warning, where there is nothing to learn.
std::vector<LabelledSong> songs_to_learn_from(const ModelTrial& trial,
                                              const TrialSongs& trial_songs) {
  if (trial_songs.train.empty()) {
    log_warning("no song of split train, hence no baselines");
    return {};
  }
  if (trial.split == JudgedSplit::kTrain || trial.split == JudgedSplit::kAll) {
    log_warning("no baselines, which would be scored on the songs they learn from");
    return {};
  }
  auto train = extract_and_label(trial_songs.train, trial_songs.positive, trial_songs.place,
                                 "features of the train songs, which the baselines learn from");
  if (std::none_of(train.begin(), train.end(), has_voice)) {
    log_warning("no training song of these has voice, hence no baselines");
    return {};
  }
  return train;
}

}  // namespace

Result evaluate_model(const ModelTrial& trial, const CommonOptions& common) {
  require_precision(common.device, trial.precision);
  catch_stop_signals();
  log_device(common, trial.precision);
  Queue queue(common.device, common.num_threads);
  Queue host({}, common.num_threads);
  Model model = load_model(queue, trial.model);
  const TrialSongs trial_songs = prepare_trial_songs(trial, model, common);
  const auto& [place, songs, fitting, judged, positive, to_learn_from] = trial_songs;
  if (std::none_of(songs.begin(), songs.end(), has_voice))
    log_info(
        fmt::format("{}: no voice ({}) in split {}: recall and AUROC are undefined, precision "
                    "and F too or, with a false alarm, 0",
                    trial.manifests.front(), fmt::join(positive, ", "), to_string(trial.split)));
  if (!trial.threshold) require_voice_and_none(fitting, trial);
  FeatureStore store(place.folder, place.front_end, place.type);

  Result result;
  result.subject = subject_of(trial, model, trial_songs, common);
  auto heard = songs;
  heard.insert(heard.end(), fitting.begin(), fitting.end());
  // clang cannot capture structured bindings beside OpenMP.
  const auto add = [&, &fitting = trial_songs.fitting, &judged = trial_songs.judged,
                    num_judged = songs.size()](DetectorCurves found) {
    if (!trial.threshold) found.threshold = threshold_of(fitting, found.curves);
    found.curves.resize(num_judged);
    Report& report =
        result.reports.emplace_back(report_on(found.name, found.threshold, found.curves, judged));
    add_curve_metrics(report, found.curves, judged);
    if (!trial.with_grid || !found.are_probabilities) return;
    const auto [scores, truth] = pool_frames(found.curves, judged);
    report.grid = {area_under_roc_on_grid(scores, truth), best_threshold_on_grid(scores, truth)};
  };
  const bool streams = trial.blocks == BlockScoring::kStreaming && pads_blocks(model.network);
  add({.name = model.facts.network + (streams ? ", streaming" : ""),
       .threshold = static_cast<float>(trial.threshold.value_or(0)),
       .curves = run_model(queue, host, model, heard, trial, store, place.type)});
  report_check(queue);
  if (trial.skip_baselines) return result;
  const auto train = songs_to_learn_from(trial, trial_songs);
  if (train.empty()) return result;
  for (DetectorCurves& baseline : run_baselines(host, train, heard, place.front_end,
                                                model.standardization, trial.median_frames, store))
    add(std::move(baseline));
  return result;
}

}  // namespace cantus
