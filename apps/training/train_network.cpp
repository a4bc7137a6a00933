#include "apps/training/train_network.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/machine.h"
#include "apps/program/stop.h"
#include "apps/training/training_songs.h"
#include "data/files/atomic_file.h"
#include "data/files/json_text.h"
#include "kernels/core/error.h"
#include "kernels/gather/frame_label.h"

namespace cantus {
namespace {

void check_data(const LatestCheckpoint& latest, const std::string& data_sha256) {
  if (latest.checkpoint.fact("training.data") == data_sha256) return;
  throw Error(Exit::kBadConfig, latest.path.string(),
              "the run began with other songs or labels than the manifest names now", "",
              "restore them, or choose another folder");
}

// The share of voice is what a score has to beat.
struct SplitFacts {
  std::int64_t num_songs = 0;
  std::int64_t num_frames = 0;
  std::int64_t num_learned = 0;  // without frames that are not learned from
  std::int64_t num_voiced = 0;

  std::optional<double> voiced_share() const {
    if (num_learned == 0) return {};
    return static_cast<double>(num_voiced) / static_cast<double>(num_learned);
  }
};

SplitFacts facts_of(const FrameSet& frames) {
  const auto labels = frames.labels();
  return {frames.num_songs(), frames.num_frames(),
          frames.num_frames() - std::count(labels.begin(), labels.end(), kNotLearned),
          std::count_if(labels.begin(), labels.end(), is_voice)};
}

nlohmann::ordered_json json_of(const SplitFacts& split) {
  return {{"songs", split.num_songs},
          {"frames", split.num_frames},
          {"voiced_share", or_null(split.voiced_share())}};
}

// A song whose label file is missing from the manifest looks like one without voice, hence their
// number. Songs of weak data need none.
std::string unlabelled(const std::vector<LabelledSong>& songs, bool is_weak) {
  const auto num_unlabelled = std::ranges::count_if(
      songs, [](const LabelledSong& song) { return song.song.labels.empty(); });
  if (is_weak || num_unlabelled == 0) return "";
  return fmt::format(" ({} without labels: no voice in {})", num_unlabelled,
                     num_unlabelled == 1 ? "it" : "them");
}

void log_balance(const TrainingFrames& frames, const TrainingSongs& songs, bool is_weak) {
  for (const auto& [name, split, without] :
       {std::tuple{"training", facts_of(frames.train), unlabelled(songs.train, is_weak)},
        std::tuple{"validation", facts_of(frames.valid), unlabelled(songs.valid, is_weak)}}) {
    if (split.num_learned == 0) continue;
    const bool learns_all = split.num_learned == split.num_frames;
    log_info_once(fmt::format(
        "{}: {}{}, {} frames{}, {:.1f} % with voice", name,
        counted(static_cast<std::size_t>(split.num_songs), "song"), without, split.num_frames,
        learns_all ? "" : fmt::format(", {} of them learned from", split.num_learned),
        100 * *split.voiced_share()));
  }
}

// Batch norm's running statistics, used by validation and detection, start at arbitrary values.
void tell_young_statistics(const TrainingRun& run, const Experiment& experiment) {
  constexpr double kMostOfTheStart = 0.01;
  const double momentum = experiment.network().batch_norm_momentum;
  if (momentum < 0) return;  // the network has no batch norm
  const auto num_updates = static_cast<double>(run.length().batches_per_epoch);
  const double left = std::pow(momentum, num_updates);
  if (left <= kMostOfTheStart) return;
  // Rounds the share that an update takes over, to one digit: the share it keeps would round to 1.
  constexpr double kMostTaken = 0.9;
  const double taken = std::min(
      kMostTaken, std::stod(fmt::format("{:.1g}", 1 - std::pow(kMostOfTheStart, 2 / num_updates))));
  log_info_once(
      fmt::format("an epoch has {:.0f} updates: after the first epoch, {:.0f} % of batch norm's "
                  "statistics are still initial; model.batch_norm_momentum = {:g} in place of {:g} "
                  "adapts faster",
                  num_updates, 100 * left, 1 - taken, momentum));
}

nlohmann::ordered_json summary_of(const TrainingRun& run, const Experiment& experiment,
                                  const TrainingFrames& frames, const CommonOptions& common) {
  nlohmann::ordered_json summary = begin_document(kTrainSchema);
  summary["model"] = run.files().model().string();
  summary["network"] = experiment.model;
  summary["seed"] = experiment.seed;
  summary["device"] = to_string(common.device);
  summary["precision"] = to_string(experiment.precision);
  summary["threads"] = common.num_threads;
  summary["data_sha256"] = run.data_sha256();
  summary["train"] = json_of(facts_of(frames.train));
  summary["valid"] = json_of(facts_of(frames.valid));
  summary["steps"] = run.state().step;
  summary["finished"] = run.is_over();
  summary["batches_per_epoch"] = run.length().batches_per_epoch;
  summary["best_step"] = run.state().best_step;
  summary["best_validation_f"] = nullptr;
  if (run.state().best_f >= 0) summary["best_validation_f"] = run.state().best_f;
  return summary;
}

// Reads a run's summary.json. Errors: those of InputFile; kBadData if it is no summary.
nlohmann::ordered_json read_summary(const std::filesystem::path& file) {
  const auto summary = read_document(file, kTrainSchema);
  const auto is_count = [&](const char* key) {
    return summary->contains(key) && (*summary)[key].is_number_unsigned();
  };
  constexpr const char* kBest = "best_validation_f";
  if (!summary || !is_count("steps") || !is_count("batches_per_epoch") || !is_count("best_step") ||
      !summary->contains(kBest) || !((*summary)[kBest].is_null() || (*summary)[kBest].is_number()))
    throw Error(Exit::kBadData, file.string(), "no summary of a training", kTrainSchema,
                "delete it, and it is made again");
  return *summary;
}

// The summary of this end of the run, if there is one: a run that was stopped between its model and
// its summary has that of an earlier end. Scores of an epoch that `--max-steps` cut short are in no
// checkpoint, only in the summary.
std::optional<nlohmann::ordered_json> summary_of_end(const TrainingRun& run) {
  if (!std::filesystem::exists(run.files().summary())) return {};
  const auto summary = read_summary(run.files().summary());
  const auto says = [&](const char* key, const nlohmann::ordered_json& value) {
    return summary.contains(key) && summary[key] == value;
  };
  if (says("data_sha256", run.data_sha256()) && says("steps", run.state().step) &&
      says("finished", run.is_over()))
    return summary;
  return {};
}

// Says how far the run came; `was_done`: the files already showed this end.
std::string text_of_end(const RunFiles& files, const RunLength& length, const RunState& state,
                        bool was_done) {
  const std::string how_far = length.text(state);
  if (!length.is_over(state))
    return how_far +
           ", as --max-steps says: the run is not finished; the same command without --max-steps "
           "resumes it";
  if (!was_done) return how_far;
  return fmt::format("{}: nothing left to train, {} is kept", how_far, files.model().string());
}

}  // namespace

std::string foreseen_start(const Experiment& experiment, const TrainingDemand& demand, bool force) {
  const RunFiles files{demand.output};
  require_run_folder(files, force);
  const auto latest = start_of_run(files, experiment, demand.resume, force);
  if (!latest) {
    const auto replaced = names_to_replace(files);
    return fmt::format("would start in {}{}{}", files.folder.string(),
                       replaced.empty() ? "" : " and replace what is there: ", join(replaced));
  }
  if (std::filesystem::exists(files.model()) && std::filesystem::exists(files.summary())) {
    const RunState state = TrainingRun::state_in(*latest);
    const auto summary = read_summary(files.summary());
    const RunLength length(experiment, summary["batches_per_epoch"]);
    if (summary["steps"] == state.step &&
        length.is_over(state, static_cast<std::uint64_t>(demand.max_steps)))
      return text_of_end(files, length, state, /*was_done=*/true);
  }
  return "would resume from " + latest->path.string();
}

TrainedNetwork train_network(const Experiment& experiment, const TrainingDemand& demand,
                             const CommonOptions& common) try {
  require_precision(common.device, experiment.precision);
  const RunFiles files{demand.output};
  require_run_folder(files, common.force);
  const TrainingFolder folder(files);
  catch_stop_signals();
  const auto latest = start_of_run(files, experiment, demand.resume, common.force);
  if (!latest && demand.resume == Resume::kAuto && std::filesystem::exists(files.log()))
    log_info(fmt::format(
        "{}: ended before its first checkpoint (after {} updates or an epoch): starting again",
        files.folder.string(), experiment.every_steps));

  log_device(common, experiment.precision);
  Queue queue(common.device, common.num_threads);
  Queue host({}, common.num_threads);
  const FeaturePlace features{experiment.features, front_end_preset(experiment.front_end),
                              experiment.dtype, common.device, common.num_threads};
  const TrainingSongs songs = prepare_training_songs(experiment, features);
  const std::string data_sha256 = songs.sha256();
  if (latest) check_data(*latest, data_sha256);
  if (!demand.data_sha256.empty() && data_sha256 != demand.data_sha256)
    throw Error(Exit::kBadConfig, experiment.manifests.front().string(),
                "names other songs or labels than other networks of the table learned from", "",
                "restore them, or choose another folder");
  const TrainingFrames frames = load_frames(host, songs, experiment, features);
  log_balance(frames, songs, experiment.is_weak());

  TrainingRun run(queue, experiment, files, data_sha256, frames, latest);
  if (demand.resume == Resume::kNever) run.note_started_anew();
  if (!latest) {
    run.transfer();
    if (frames.valid.num_frames() > 0) tell_young_statistics(run, experiment);
  }
  const auto max_steps = static_cast<std::uint64_t>(demand.max_steps);
  if (latest && run.is_over(max_steps) && run.model_is_written())
    if (const auto summary = summary_of_end(run)) {
      log_info(text_of_end(files, run.length(), run.state(), /*was_done=*/true));
      return {files.folder, experiment, *summary};
    }
  folder.begin(experiment, !latest);
  if (latest) log_info(fmt::format("resuming from {}", latest->path.string()));
  run.train(max_steps);
  report_check(queue);
  run.write_model();
  log_info(text_of_end(files, run.length(), run.state(), /*was_done=*/false));
  const auto summary = summary_of(run, experiment, frames, common);
  write_file(files.summary(), json_text(summary));
  return {files.folder, experiment, summary};
} catch (const std::bad_alloc&) {
  throw Error(Exit::kOsError, experiment.manifests.front().string(),
              "the memory does not suffice to train on its songs", "",
              "set a smaller experiment.batch_size or data.num_songs, or run fewer jobs");
}

}  // namespace cantus
