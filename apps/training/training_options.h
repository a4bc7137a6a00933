#pragma once

#include <cstdint>

#include "apps/experiment/experiment.h"
#include "data/excerpts/resident_excerpts.h"
#include "models/training/training_step.h"

// The options that an experiment gives to the parts that train its network.
namespace cantus {

// The number of steps after which the host fetches their losses.
std::int64_t steps_between_losses(const Experiment& e, const Queue& queue);

TrainingOptions training_options(const Experiment& e, bool is_restored,
                                 std::int64_t num_losses_kept);

ExcerptOptions training_excerpt_options(const Experiment& e);
ExcerptOptions validation_excerpt_options(const Experiment& e);

// Batches drawn on the device that holds the songs.
BatchSource batch_source(const ResidentExcerpts& resident, const Experiment& e);

}  // namespace cantus
