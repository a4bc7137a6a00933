#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "apps/program/machine.h"
#include "apps/training/training_run.h"
#include "data/files/output_folder.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr const char* kBest = "state.best";
constexpr const char* kChosen = "state.chosen";

std::string moment_name(int m) { return fmt::format("optimizer.moment{}", m); }

// The tensor's values, which must be `count`.
template <typename T>
std::vector<T> tensor_values(const LatestCheckpoint& latest, const std::string& name,
                             std::size_t count) {
  const NamedTensor* tensor = latest.checkpoint.find(name);
  std::vector<T> values;
  if (tensor != nullptr) values = tensor->values<T>();
  if (values.size() != count) {
    throw Error(Exit::kBadData, latest.path.string(),
                fmt::format("tensor \"{}\" holds {} numbers", name, values.size()),
                fmt::format("{}", count),
                "delete " + latest.path.parent_path().parent_path().string() + " to train it anew");
  }
  return values;
}

}  // namespace

RunState TrainingRun::state_in(const LatestCheckpoint& latest) {
  const auto counters = tensor_values<std::uint64_t>(latest, "state.counters", 3);
  const auto scores = tensor_values<double>(latest, "state.best_scores", 2);
  return {counters[0], counters[1], counters[2], scores[0], scores[1], {}, {}};
}

void TrainingRun::restore(const LatestCheckpoint& latest) {
  read_parameters(latest.path.string(), latest.checkpoint, step_.parameters());
  const auto num_weights = static_cast<std::size_t>(step_.optimizer().num_weights());
  for (int m = 0; m < step_.optimizer().num_moments(); ++m) {
    step_.optimizer().set_moment(m, tensor_values<float>(latest, moment_name(m), num_weights));
  }
  state_ = state_in(latest);
  if (latest.checkpoint.find(kBest) != nullptr) {
    state_.best_weights = tensor_values<float>(
        latest, kBest, static_cast<std::size_t>(step_.parameters().num_elements()));
  }
  // At an epoch's start excerpts are chosen anew; a run stopped before its first choice has none.
  if (experiment_.learns_from_maxima() && state_.step % batches_per_epoch_ != 0) {
    state_.chosen =
        tensor_values<std::int64_t>(latest, kChosen, static_cast<std::size_t>(train_.num_drawn()));
    train_.choose(state_.chosen);
    resident_.follow(queue_, train_);
  }
  step_.state().step = state_.step;
  saved_step_ = state_.step;
  // On another machine rounding may differ, and repeated steps need not repeat their lines.
  const auto& metadata = latest.checkpoint.metadata;
  verify_log_ = true;
  for (const auto& [key, value] : machine()) {
    const auto there = metadata.find(key);
    verify_log_ = verify_log_ && there != metadata.end() && there->second == value;
  }
}

std::map<std::string, std::string> TrainingRun::machine() const {
  return {{"training.threads", std::to_string(queue_.num_threads())},
          {"training.device", to_string(queue_.device())},
          {"training.processor", processor_of(queue_.device())}};
}

ModelFacts TrainingRun::facts() const {
  return {experiment_.model, experiment_.options, experiment_.front_end,
          experiment_.positive.front(), result_text(experiment_)};
}

Checkpoint TrainingRun::checkpoint() {
  Checkpoint checkpoint = model_checkpoint(facts(), step_.parameters(), standardization_);
  checkpoint.metadata["training.data"] = data_sha256_;
  for (const auto& [key, value] : machine()) checkpoint.metadata[key] = value;
  auto& tensors = checkpoint.tensors;
  const std::int64_t num_weights = step_.optimizer().num_weights();
  for (int m = 0; m < step_.optimizer().num_moments(); ++m) {
    tensors.push_back(NamedTensor::of(moment_name(m), {num_weights}, step_.optimizer().moment(m)));
  }
  tensors.push_back(NamedTensor::of(
      "state.counters", {3},
      std::vector<std::uint64_t>{state_.step, state_.stale_epochs, state_.best_step}));
  tensors.push_back(NamedTensor::of("state.best_scores", {2},
                                    std::vector<double>{state_.best_f, state_.best_auroc}));
  if (!state_.best_weights.empty()) {
    const auto count = static_cast<std::int64_t>(state_.best_weights.size());
    tensors.push_back(NamedTensor::of(kBest, {count}, state_.best_weights));
  }
  if (!state_.chosen.empty()) {
    const auto count = static_cast<std::int64_t>(state_.chosen.size());
    tensors.push_back(NamedTensor::of(kChosen, {count}, state_.chosen));
  }
  return checkpoint;
}

std::filesystem::path TrainingRun::path_of(std::uint64_t step) const {
  return step_path(files_.checkpoints(), static_cast<std::int64_t>(step));
}

void TrainingRun::require_room_for_checkpoints() {
  const std::uint64_t num_written =
      length().epochs + length().num_steps() / static_cast<std::uint64_t>(experiment_.every_steps);
  // The oldest is deleted only after the next is written.
  const auto num_kept = std::min(static_cast<std::uint64_t>(experiment_.keep) + 1, num_written);
  const std::int64_t model = step_.parameters().num_elements();
  const std::int64_t moments = step_.optimizer().num_moments() * step_.optimizer().num_weights();
  const std::int64_t best = valid_ ? model : 0;
  require_room(files_.checkpoints(),
               (static_cast<std::int64_t>(num_kept) * (model + moments + best) + model) *
                   static_cast<std::int64_t>(sizeof(float)),
               "the checkpoints and the model");
}

void TrainingRun::save() {
  log_losses();
  if (saved_step_ == state_.step) return;
  log_->flush();
  try {
    write_checkpoint(path_of(state_.step), checkpoint());
  } catch (const Error& error) {
    if (error.code() != Exit::kAnswerIsNo) throw;
    fail_diverged("");  // writing found the state not finite
  }
  saved_step_ = state_.step;
  prune_checkpoints(files_.checkpoints(), static_cast<std::int64_t>(state_.step),
                    static_cast<int>(experiment_.keep));
}

void TrainingRun::fail_diverged(const std::string& found) {
  const std::string last = saved_step_ == kNeverSaved
                               ? "no checkpoint was written before"
                               : "the last good checkpoint is " + path_of(saved_step_).string();
  const std::string remedy =
      "lower the learning rate in another folder or look at the training data; " + last;
  try {
    write_checkpoint(files_.diverged(), checkpoint());
  } catch (const Error& error) {
    if (error.code() != Exit::kAnswerIsNo) throw;
    throw Error(Exit::kAnswerIsNo, files_.folder.string(),
                fmt::format("the weights after step {} are not finite", state_.step), "", remedy);
  }
  throw Error(Exit::kAnswerIsNo, files_.diverged().string(), found, "", remedy);
}

bool TrainingRun::model_is_written() const try {
  if (!std::filesystem::exists(files_.model())) return false;
  const Checkpoint model = read_checkpoint(files_.model());
  const std::string settings = read_facts(files_.model().string(), model).training_config;
  return model.fact("training.step") == std::to_string(state_.step) &&
         model.fact("training.data") == data_sha256_ &&
         differing_settings(settings, result_text(experiment_)).empty();
} catch (const Error& error) {
  if (error.code() != Exit::kBadData) throw;
  return false;  // damaged: written again from the checkpoint
}

void TrainingRun::write_model() {
  // The last epoch may have been cut short: its weights count if they are the best.
  if (valid_ && state_.step % batches_per_epoch_ != 0) keep_if_best(score_validation_songs());
  if (!state_.best_weights.empty()) step_.parameters().set_values(state_.best_weights);
  // Leaves out what only training needs, such as attention's view of the units.
  Parameters detecting(queue_, parameter_specs(step_.network()));
  for (std::size_t i = 0; i < detecting.specs().size(); ++i) {
    const std::size_t trained = step_.parameters().index_of(detecting.specs()[i].name);
    detecting.set_values(i, step_.parameters().values(trained));
  }
  Checkpoint model = model_checkpoint(facts(), detecting, standardization_);
  model.metadata["training.data"] = data_sha256_;
  model.metadata["training.step"] = std::to_string(state_.step);
  if (state_.best_f >= 0) model.metadata["training.best_step"] = std::to_string(state_.best_step);
  write_checkpoint(files_.model(), model);
}

}  // namespace cantus
