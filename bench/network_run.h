#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "bench/network_job.h"
#include "engine/buffer.h"
#include "models/detection/inference.h"
#include "models/training/training_step.h"

namespace cantus::bench {

class ResidentNoise;

// Our side of a job. run() does a training step or infers a batch.
class NetworkRun {
 public:
  // The queue must outlive it.
  NetworkRun(Queue& queue, const NetworkJob& job);
  ~NetworkRun();

  void run();
  std::vector<NodeTime> time_nodes(int times);
  std::int64_t num_parameters() const;

 private:
  Queue& queue_;
  std::unique_ptr<Parameters> parameters_;
  std::unique_ptr<ResidentNoise> noise_;
  std::unique_ptr<TrainingStep> step_;
  std::unique_ptr<Inference> inference_;
  std::unique_ptr<Buffer> features_;
};

}  // namespace cantus::bench
