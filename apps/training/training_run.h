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

// Of the document that `cantus train` prints, which is its summary.json too.
inline constexpr const char* kTrainSchema = "cantus.train/1";

// One training from its first step, or from a checkpoint, to its end. Killed at any instant and
// resumed from its last checkpoint it ends with the bytes it would have ended with.
class TrainingRun {
 public:
  // From `latest`, where there is one. The frames must stay; `data_sha256` is that of their songs.
  // Without frames of validation the last weights are the best. Errors: kBadData for a checkpoint
  // that is none of this network's; of settings that do not fit the songs, kBadConfig.
  TrainingRun(Queue& queue, const Experiment& experiment, const RunFiles& files,
              const std::string& data_sha256, const TrainingFrames& frames,
              const std::optional<LatestCheckpoint>& latest);

  // Not from a checkpoint that may have been there: a stop says how to go on from its own.
  void start_anew() { started_anew_ = true; }
  // Takes over the layers of experiment.source; before the first step. Errors: those of
  // copy_layers.
  void transfer();

  // Trains until the experiment's end, or step `max_steps` where that is not 0. On a GPU the losses
  // stay there for experiment.loss_every_steps steps. Errors: kTryAgain
  // when a stop was asked for, a checkpoint was written before; kAnswerIsNo when a loss, or
  // what the network says of a song, is no number: the state before that step, or of that network,
  // is in diverged-step.ckpt, unless it is not finite either.
  void train(std::uint64_t max_steps);

  // Whether there is nothing left to train: of the whole experiment, or up to `max_steps`.
  bool is_over(std::uint64_t max_steps = 0) const;
  // Whether the run was stopped while the epoch that ended at this step was being validated.
  bool validation_is_pending() const;
  // Whether the model file is this run's as it stands.
  bool model_is_written() const;
  // Writes the model: the weights that validation found best.
  void write_model();

  const RunFiles& files() const { return files_; }
  const std::string& data_sha256() const { return data_sha256_; }
  const RunState& state() const { return state_; }
  RunLength length() const { return {experiment_, batches_per_epoch_}; }

  // The state that a checkpoint holds, without weights and excerpts. Errors: kBadData.
  static RunState state_in(const LatestCheckpoint& latest);

 private:
  void restore(const LatestCheckpoint& latest);
  // Where an epoch begins that learns from its songs' likeliest excerpts.
  void choose_excerpts();
  void do_step();
  // Fetches the losses of the steps since it was last called and logs them; ends the run, at the
  // state before the first of them that is not finite.
  void log_losses();
  void end_epoch();
  // Scores the validation songs; when a stop was asked for, stop().
  ValidationScores score_validation_songs();
  // Saves and throws Error(kTryAgain).
  [[noreturn]] void stop();
  // "mean loss 0.2310, whole run 1:02:03 left at most".
  std::string outlook() const;
  // Whether the state is the best so far by these scores of it; then it is kept as that.
  bool keep_if_best(const ValidationScores& scores);
  std::filesystem::path path_of(std::uint64_t step) const;
  Checkpoint checkpoint();
  void save();
  // That the checkpoints that will be there at once, and the model, find room on the disk. Errors:
  // those of require_room.
  void require_room_for_checkpoints();
  // What `score` gives. Ends the run where that is NaN, which finite weights and statistics may
  // give.
  template <class Score>
  auto scored(const Score& score);
  // Writes diverged-step.ckpt where the state is finite, and throws: it was `found`.
  [[noreturn]] void fail_diverged(const std::string& found);
  ModelFacts facts() const;
  // What decides the last bits of a step.
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
  } epoch_losses_;                               // of this epoch, as far as they were fetched
  std::chrono::steady_clock::time_point began_;  // training in this process
  std::uint64_t first_step_ = 0;                 // of this process
};

}  // namespace cantus
