#include "apps/training/training_run.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/model/transfer_source.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/progress.h"
#include "apps/program/stop.h"
#include "apps/training/song_scorer.h"
#include "apps/training/training_options.h"
#include "data/files/json_text.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

std::string hex(float value) {
  char text[40];
  std::snprintf(text, sizeof text, "%a", static_cast<double>(value));
  return text;
}

// The best weights are those of the highest F, which songs without voice do not define.
void require_voice(const Excerpts& valid, const Experiment& e) {
  if (any_voice(valid, e.validation_stride)) return;
  throw Error(Exit::kBadConfig, e.manifests.front().string(),
              fmt::format("no voice ({}) in the {} excerpts of split valid that are scored",
                          fmt::join(e.positive, ", "),
                          (valid.size() + e.validation_stride - 1) / e.validation_stride),
              "some, to choose the best weights by",
              "give the split songs with voice, or none; or lower experiment.validation_stride");
}

}  // namespace

TrainingRun::TrainingRun(Queue& queue, const Experiment& experiment, const RunFiles& files,
                         const std::string& data_sha256, const TrainingFrames& frames,
                         const std::optional<LatestCheckpoint>& latest)
    : queue_(queue),
      experiment_(experiment),
      files_(files),
      data_sha256_(data_sha256),
      standardization_(frames.standardization),
      train_(frames.train, training_excerpt_options(experiment)),
      resident_(queue, train_, experiment.is_augmented() ? &standardization_ : nullptr),
      step_(
          queue, experiment.network(),
          training_options(experiment, latest.has_value(), steps_between_losses(experiment, queue)),
          batch_source(resident_, experiment)),
      log_every_(steps_between_losses(experiment, queue)) {
  if (frames.valid.num_frames() > 0) {
    valid_.emplace(frames.valid, validation_excerpt_options(experiment));
    require_voice(*valid_, experiment);
    require_room_for_validation(queue, step_.network(), step_.parameters(), *valid_,
                                experiment.validation_stride, experiment.precision);
  }
  const std::int64_t in_a_pass =
      std::max<std::int64_t>(1, train_.num_drawn() / experiment.batch_size);
  if (experiment.learns_from_maxima() && experiment.batches_per_epoch > in_a_pass)
    throw Error(Exit::kBadConfig, "experiment.batches_per_epoch",
                fmt::format("{}, and {} are a pass over the songs", experiment.batches_per_epoch,
                            in_a_pass),
                "a pass at most, as excerpts are chosen once an epoch (bags.instances = 0)",
                "leave it out");
  batches_per_epoch_ = static_cast<std::uint64_t>(
      experiment.batches_per_epoch > 0 ? experiment.batches_per_epoch : in_a_pass);
  if (latest) restore(*latest);
}

void TrainingRun::transfer() {
  if (experiment_.source.empty()) return;
  copy_layers(experiment_.source, experiment_.front_end, experiment_.transferred,
              step_.parameters());
  log_info(fmt::format(
      "{} of {}: {}", fmt::join(experiment_.transferred, ", "), experiment_.source.string(),
      experiment_.transfer_mode == TransferMode::kFixed ? "taken over, fixed" : "taken over"));
}

bool TrainingRun::is_over(std::uint64_t max_steps) const {
  return !validation_is_pending() && length().is_over(state_, max_steps);
}

bool TrainingRun::validation_is_pending() const {
  if (!valid_ || state_.step == 0 || state_.step % batches_per_epoch_ != 0) return false;
  // Every validated epoch is up to the best one, or counted as stale since.
  const std::uint64_t num_validated = state_.best_step / batches_per_epoch_ + state_.stale_epochs;
  return num_validated < state_.step / batches_per_epoch_;
}

std::string TrainingRun::outlook() const {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - began_;
  const double left_s = elapsed.count() * static_cast<double>(length().num_steps() - state_.step) /
                        static_cast<double>(state_.step - first_step_);
  const std::string left = fmt::format("whole run {} left at most", clock_text(left_s));
  if (epoch_losses_.count == 0) return left;
  return fmt::format("mean loss {:.4f}, {}",
                     epoch_losses_.sum / static_cast<double>(epoch_losses_.count), left);
}

void TrainingRun::stop() {
  save();
  throw Error(Exit::kTryAgain, "", fmt::format("stopped on request after step {}", state_.step), "",
              fmt::format("run the same command again{} to go on",
                          started_anew_ ? ", without --resume never," : ""));
}

void TrainingRun::train(std::uint64_t max_steps) {
  if (saved_step_ == kNeverSaved) require_room_for_checkpoints();
  log_.emplace(files_.log(), TrainingLog::Start{.step = static_cast<std::int64_t>(state_.step),
                                                .is_validated = !validation_is_pending(),
                                                .must_repeat_cut = verify_log_});
  if (log_->lacks_lines())
    log_warning(fmt::format("{}: lines before step {} are missing, and stay so",
                            files_.log().string(), state_.step));
  if (validation_is_pending()) {
    end_epoch();
    saved_step_ = kNeverSaved;  // the checkpoint of this step is from before the validation
    save();
  }
  began_ = std::chrono::steady_clock::now();
  first_step_ = state_.step;
  while (!is_over(max_steps)) {
    const std::uint64_t epoch = state_.step / batches_per_epoch_;
    choose_excerpts();
    const std::uint64_t left = batches_per_epoch_ - state_.step % batches_per_epoch_;
    Progress progress(fmt::format("epoch {} of {}", epoch + 1, experiment_.epochs),
                      static_cast<double>(left), "batches");
    for (std::uint64_t i = 0; i < left && !is_over(max_steps); ++i) {
      do_step();
      progress.note(outlook());
      progress.advance(1);
      const bool is_end = state_.step % batches_per_epoch_ == 0;
      if (is_end) {
        progress.finish();
        end_epoch();
      }
      if (is_end || state_.step % static_cast<std::uint64_t>(experiment_.every_steps) == 0) save();
      if (stop_requested()) stop();
    }
  }
  if (state_.best_f == 0)
    log_warning(
        "no frame of the validation songs was ever called voice: the best weights are those of the "
        "highest AUROC; train longer, set data.balanced = true, or give detect a lower "
        "--threshold");
  save();
}

template <class Score>
auto TrainingRun::scored(const Score& score) {
  try {
    return score();
  } catch (const Error& error) {
    if (error.code() != Exit::kBadData) throw;
    fail_diverged(fmt::format(
        "after step {} the network gives NaN in place of probabilities; this is its state",
        state_.step));
  }
}

void TrainingRun::choose_excerpts() {
  if (!experiment_.learns_from_maxima() || state_.step % batches_per_epoch_ != 0) return;
  Progress progress("choosing excerpts", static_cast<double>(train_.frames().num_songs()), "songs");
  state_.chosen = scored([&] {
    return likeliest_excerpts(queue_, step_.network(), step_.parameters(), train_,
                              experiment_.precision, [&] {
                                if (stop_requested()) stop();
                                progress.advance(1);
                              });
  });
  progress.finish();
  train_.choose(state_.chosen);
  resident_.follow(queue_, train_);
}

void TrainingRun::do_step() {
  const std::uint64_t epoch = state_.step / batches_per_epoch_;
  step_.run(epoch);
  ++state_.step;
  if (++unlogged_steps_ == log_every_) log_losses();
}

void TrainingRun::log_losses() {
  if (unlogged_steps_ == 0) return;
  const auto losses = step_.last_losses(unlogged_steps_);
  const std::uint64_t last = state_.step;
  state_.step -= losses.size();
  unlogged_steps_ = 0;
  for (const float loss : losses) {
    if (!std::isfinite(loss))
      fail_diverged(fmt::format("the loss of step {} is not finite; this is the state before it",
                                state_.step + 1));
    const std::uint64_t epoch = state_.step / batches_per_epoch_;
    if (state_.step % batches_per_epoch_ == 0) epoch_losses_ = {};
    epoch_losses_.sum += loss;
    ++epoch_losses_.count;
    ++state_.step;
    log_->add(json_line({{"step", state_.step},
                         {"epoch", epoch + 1},
                         {"learning_rate", shortest(step_.optimizer().learning_rate(epoch))},
                         {"loss", shortest(loss)},
                         {"loss_hex", hex(loss)}}));
  }
  CANTUS_REQUIRE(state_.step == last, "a step has no loss");
}

bool TrainingRun::keep_if_best(const ValidationScores& scores) {
  const auto found = std::make_pair(scores.f_measure(), scores.auroc.value_or(0));
  if (found <= std::make_pair(state_.best_f, state_.best_auroc)) return false;
  std::tie(state_.best_f, state_.best_auroc) = found;
  state_.best_step = state_.step;
  state_.best_weights = step_.parameters().values();
  return true;
}

ValidationScores TrainingRun::score_validation_songs() {
  const std::int64_t stride = experiment_.validation_stride;
  const double num_excerpts = static_cast<double>((valid_->size() + stride - 1) / stride);
  Progress progress("validation", num_excerpts, "excerpts");
  return scored([&] {
    return validate(queue_, step_.network(), step_.parameters(), *valid_, stride,
                    experiment_.precision, [&](std::int64_t num_done) {
                      if (stop_requested()) stop();
                      progress.advance(static_cast<double>(num_done));
                    });
  });
}

void TrainingRun::end_epoch() {
  log_losses();
  const std::uint64_t epoch = state_.step / batches_per_epoch_;
  if (!valid_) return;
  const ValidationScores scores = score_validation_songs();
  const bool is_best = keep_if_best(scores);
  state_.stale_epochs = is_best ? 0 : state_.stale_epochs + 1;
  log_->add(json_line({{"step", state_.step},
                       {"epoch", epoch},
                       {"valid",
                        {{"f", or_null(scores.counts.f_measure())},
                         {"precision", or_null(scores.counts.precision())},
                         {"recall", or_null(scores.counts.recall())},
                         {"specificity", or_null(scores.counts.specificity())},
                         {"accuracy", or_null(scores.counts.accuracy())},
                         {"auroc", or_null(scores.auroc)}}}}));
  log_info(fmt::format("epoch {}: validation F {:.4f}, AUROC {}{}", epoch, scores.f_measure(),
                       scores.auroc ? fmt::format("{:.4f}", *scores.auroc) : "-",
                       is_best && scores.f_measure() > 0 ? ", the best so far, by F" : ""));
}

}  // namespace cantus
