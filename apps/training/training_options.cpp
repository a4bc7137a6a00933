#include "apps/training/training_options.h"

#include <fmt/format.h>

#include "data/manifest/split.h"

namespace cantus {
namespace {

std::string songs_in_errors(const Experiment& e, Split split) {
  return fmt::format("{}, split {}", e.manifests.front().string(), to_string(split));
}

}  // namespace

std::int64_t steps_between_losses(const Experiment& e, const Queue& queue) {
  if (e.loss_every_steps > 0) return e.loss_every_steps;
  return queue.memory().is_host() ? 1 : 50;
}

TrainingOptions training_options(const Experiment& e, bool is_restored,
                                 std::int64_t num_losses_kept) {
  Bags bags;
  if (e.learns_from_bags()) bags = {e.num_instances, *e.pooling};
  return {.batch_size = e.batch_size,
          .bags = bags,
          .seed = e.training_seed(),
          .is_restored = is_restored,
          .frozen = e.frozen_layers(),
          .optimizer = e.optimizer,
          .precision = e.precision,
          .num_losses_kept = num_losses_kept};
}

ExcerptOptions training_excerpt_options(const Experiment& e) {
  return {.num_frames = warp_source_frames(e.augment, e.network().num_frames),
          .is_balanced = e.is_balanced,
          .bag_size = e.learns_from_bags() ? e.num_instances : 0,
          .one_a_song = e.learns_from_maxima(),
          .songs = songs_in_errors(e, Split::kTrain)};
}

ExcerptOptions validation_excerpt_options(const Experiment& e) {
  return {.num_frames = e.network().num_frames, .songs = songs_in_errors(e, Split::kValid)};
}

BatchSource batch_source(const ResidentExcerpts& resident, const Experiment& e) {
  const TargetRule rule{e.network().num_outputs(), e.soft_label, e.network().learns_every_frame};
  const ResidentSet& set = resident.set();
  if (!e.is_augmented()) {
    return [=](Graph& graph, std::int64_t batch_size) {
      return excerpt_batch(graph, set, rule, batch_size);
    };
  }
  const Network network = e.network();
  const WarpShape shape{set.host.excerpts.num_frames, set.num_bands, network.num_frames,
                        network.num_bands};
  return [=, settings = e.augment](Graph& graph, std::int64_t batch_size) {
    return warped_excerpt_batch(graph, set, rule, settings, shape, batch_size);
  };
}

}  // namespace cantus
