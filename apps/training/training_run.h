#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/experiment/experiment.h"
#include "apps/model/model_file.h"
#include "apps/model/run_files.h"
#include "apps/training/run_state.h"
#include "apps/training/training_frames.h"
#include "apps/training/training_log.h"
#include "apps/training/validation.h"
#include "data/checkpoint/series.h"
#include "data/excerpts/resident_excerpts.h"
#include "models/training/training_step.h"

namespace cantus {

// Schema of the document that `cantus train` prints and that summary.json holds.
inline constexpr const char* kTrainSchema = "cantus.train/1";

// One training from its first step, or from a checkpoint, to its end. A run that is killed at any
// instant and resumed from its last checkpoint ends with the same bytes.
class TrainingRun {
 public:
  // Starts from `latest`, if given. `frames` must outlive it; `data_sha256` is the digest of their
  // songs. Without validation frames the last weights count as the best. Errors: kBadData for a
  // checkpoint that does not fit this network; kBadConfig for settings that do not fit the songs.
  TrainingRun(Queue& queue, const Experiment& experiment, const RunFiles& files,
              const std::string& data_sha256, const TrainingFrames& frames,
              const std::optional<LatestCheckpoint>& latest);

  // Notes that the run was started with --resume never, so that the message after a stop says to
  // leave that out.
  void note_started_anew() { started_anew_ = true; }
  // Copies the layers of experiment.source; before the first step. Errors: those of copy_layers.
  void transfer();

  // Trains to the experiment's end or, unless it is 0, to step `max_steps`. On a GPU losses stay
  // there for experiment.loss_every_steps steps. Errors: kTryAgain when a stop was requested, after
  // a checkpoint was written; kAnswerIsNo when a loss or a probability is not finite:
  // diverged-step.ckpt then holds the state before that step, or the state with that probability,
  // if it is finite.
  void train(std::uint64_t max_steps);

  // Whether nothing is left to train: in the whole experiment, or up to `max_steps`.
  bool is_over(std::uint64_t max_steps = 0) const;
  // Whether the run was stopped while the epoch that ended at this step was being validated.
  bool validation_is_pending() const;
  // Whether the model file is the one that this state of the run gives.
  bool model_is_written() const;
  // Writes the model: the weights that validation found best.
  void write_model();

  const RunFiles& files() const { return files_; }
  const std::string& data_sha256() const { return data_sha256_; }
  const RunState& state() const { return state_; }
  RunLength length() const { return {experiment_, batches_per_epoch_}; }

  // The state in a checkpoint, without weights and excerpts. Errors: kBadData.
  static RunState state_in(const LatestCheckpoint& latest);

 private:
  void restore(const LatestCheckpoint& latest);
  // At the start of an epoch, for an experiment that learns from its songs' likeliest excerpts.
  void choose_excerpts();
  void do_step();
  // Fetches and logs the losses of the steps since the last call; where one is not finite, ends the
  // run at the state before the first such step.
  void log_losses();
  void end_epoch();
  // Scores the validation songs; calls stop() when a stop was requested.
  ValidationScores score_validation_songs();
  // Saves a checkpoint and throws Error(kTryAgain).
  [[noreturn]] void stop();
  // "mean loss 0.2310, whole run 1:02:03 left at most".
  std::string outlook() const;
  // Keeps the state as the best if its scores are the best so far; returns whether they are.
  bool keep_if_best(const ValidationScores& scores);
  std::filesystem::path path_of(std::uint64_t step) const;
  Checkpoint checkpoint();
  void save();
  // Checks that the disk has room for all checkpoints that exist at once, and the model. Errors:
  // those of require_room.
  void require_room_for_checkpoints();
  // Returns what `score` returns. Ends the run where that is NaN, which even finite weights and
  // statistics may give.
  template <class Score>
  auto scored(const Score& score);
  // Writes diverged-step.ckpt if the state is finite, and throws an error that says `found`.
  [[noreturn]] void fail_diverged(const std::string& found);
  ModelFacts facts() const;
  // What decides the last bits of a step: device, threads and software.
  std::map<std::string, std::string> machine() const;

  Queue& queue_;
  Experiment experiment_;
  RunFiles files_;
  std::string data_sha256_;
  Standardization standardization_;
  Excerpts train_;
  ResidentExcerpts resident_;
  std::optional<Excerpts> valid_;
  TrainingStep step_;
  RunState state_;
  std::uint64_t batches_per_epoch_;
  std::optional<TrainingLog> log_;
  bool verify_log_ = false;
  bool started_anew_ = false;
  static constexpr std::uint64_t kNeverSaved = ~std::uint64_t{0};
  std::uint64_t saved_step_ = kNeverSaved;
  std::int64_t log_every_;  // steps
  std::int64_t unlogged_steps_ = 0;
  struct {
    double sum = 0;
    std::int64_t count = 0;
  } epoch_losses_;                               // of this epoch, as far as fetched
  std::chrono::steady_clock::time_point began_;  // start of training in this process
  std::uint64_t first_step_ = 0;                 // where this process began
};

}  // namespace cantus
