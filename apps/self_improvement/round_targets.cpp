#include "apps/self_improvement/round_targets.h"

#include <functional>

#include <fmt/format.h>

#include "apps/model/model_file.h"
#include "apps/program/machine.h"
#include "apps/program/progress.h"
#include "apps/program/stop.h"
#include "apps/songs/standardized_songs.h"
#include "apps/training/training_songs.h"
#include "data/files/output_folder.h"
#include "models/detection/detector.h"
#include "models/saliency/saliency.h"

namespace cantus {
namespace {

using Features = std::span<const float>;
// A song's curve, one value per frame.
using SongCurve = std::function<std::vector<float>(Features)>;

SongCurve summed_saliency(SaliencyMapper& mapper) {
  return [&mapper](Features features) {
    std::vector<float> curve;
    mapper.run(features, [&](const SaliencyRows& rows) {
      throw_if_stopped(kRunAgain);
      append_summed(rows, curve);
    });
    return curve;
  };
}

// Targets by track, for songs with voice.
std::map<std::string, std::vector<float>> targets_of(Queue& host, const Model& model,
                                                     const std::vector<LabelledSong>& songs,
                                                     FeatureStore& store, const SongCurve& curve_of,
                                                     const SongCurve& target_of) {
  std::map<std::string, std::vector<float>> by_track;
  Progress progress("targets", static_cast<double>(songs.size()), "songs");
  for (const LabelledSong& song : songs) {
    throw_if_stopped(kRunAgain);
    progress.advance(1);
    if (!has_voice(song)) continue;
    const auto features = standardized_features(host, song, model.standardization, store);
    by_track[song.track] = target_of(curve_of(features.values));
  }
  progress.finish();
  return by_track;
}

std::map<std::string, std::vector<float>> make_targets(Queue& queue, Queue& host, Model& model,
                                                       TargetKind kind,
                                                       const Experiment& experiment,
                                                       const CommonOptions& common) {
  const FeaturePlace place{experiment.features, front_end_preset(model.facts.front_end),
                           experiment.dtype, common.device, host.num_threads()};
  // The network sees whole songs without augmentation.
  Experiment as_they_are = experiment;
  as_they_are.augment = {};
  const TrainingSongs songs = prepare_training_songs(as_they_are, place);
  FeatureStore store(place.folder, place.front_end, place.type);
  const auto silence = standard_silence(model, place.type);
  const auto run = [&](const SongCurve& curve_of, auto target_of) {
    return targets_of(host, model, songs.train, store, curve_of, [&](Features curve) {
      return target_of(host, curve, experiment.improvement);
    });
  };
  if (kind == TargetKind::kPredictions) {
    Detector detector(queue, model.network, model.parameters,
                      {.precision = experiment.precision, .silence = silence, .model = model.file});
    return run([&](Features features) { return detector.curve(features); }, targets_of_predictions);
  }
  SaliencyMapper mapper(queue, model.network, model.parameters,
                        {.silence = silence, .model = model.file});
  return run(summed_saliency(mapper), targets_of_saliency);
}

}  // namespace

std::map<std::string, std::string> target_facts(TargetKind kind, const SelfImprovement& settings,
                                                const std::string& model_sha256) {
  std::map<std::string, std::string> facts{
      {"model_sha256", model_sha256},
      {"made_of", kind == TargetKind::kPredictions ? "predictions" : "saliency"},
      {"median_frames", fmt::format("{}", settings.median_frames)}};
  if (kind == TargetKind::kSaliency) {
    facts["saliency_scale"] = fmt::format("{}", settings.saliency_scale);
  } else if (settings.relabelling != Relabelling::kSmoothed) {
    facts["relabelling"] = to_string(settings.relabelling);
    if (settings.has_threshold()) facts["threshold"] = fmt::format("{}", settings.threshold);
  }
  return facts;
}

std::optional<FrameTargets> intact_targets(const std::filesystem::path& file) try {
  if (!std::filesystem::exists(file)) return {};
  return read_frame_targets(file);
} catch (const Error& error) {
  if (error.code() != Exit::kBadData) throw;
  return {};
}

FrameTargets provide_targets(const std::filesystem::path& file,
                             const std::filesystem::path& model_file, TargetKind kind,
                             const Experiment& experiment, const CommonOptions& common) {
  Queue queue(common.device, common.num_threads);
  Queue host({}, common.num_threads);
  Model model = load_model(queue, model_file);
  const auto facts = target_facts(kind, experiment.improvement, model.sha256);
  if (auto there = intact_targets(file); there && there->facts == facts) return *there;
  FrameTargets targets{facts, make_targets(queue, host, model, kind, experiment, common)};
  report_check(queue);
  make_folder(file.parent_path());
  write_frame_targets(file, targets);
  return targets;
}

}  // namespace cantus
