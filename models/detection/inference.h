#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/replay.h"
#include "models/detection/block_scoring.h"
#include "models/networks/network.h"

namespace cantus {

// Runs a trained network on batches of excerpts, with the batch norms folded into the layers before
// them. Reads `parameters` once, when it is made; they must not change afterwards.
class Inference {
 public:
  // Errors: those of fitting_plan; kUsage where the device does not compute at this precision.
  Inference(Queue& queue, const Network& network, Parameters& parameters, std::int64_t batch_size,
            Precision precision = Precision::kFloat32);
  // The same on a graph of record_inference or record_stretch.
  Inference(Queue& queue, Graph graph, Parameters& parameters);

  // Standardized features of a batch, [batch, frames, bands], or of a stretch, [frames, bands]; to
  // be filled before run().
  std::span<float> features() { return replay_.input("features"); }
  void run() { replay_.run(); }
  // [batch, outputs]: class probabilities, or the probability of voice.
  std::span<const float> probabilities() const { return replay_.output("probabilities"); }

  // Another of the graph's outputs.
  std::span<const float> output(const std::string& name) const { return replay_.output(name); }

  // The same in the device's memory, for work that continues there: run on features already in
  // device_features(), and outputs that the host sees only after fetch_outputs().
  float* device_features() { return replay_.device_input("features"); }
  void run_on_device() { replay_.run_on_device(); }
  const float* device_probabilities() const { return replay_.device_output("probabilities"); }
  void fetch_outputs() { replay_.fetch_outputs(); }

  // Where a run's time goes; see Replay.
  std::vector<NodeTime> time_nodes(int times) { return replay_.time_nodes(times); }

 private:
  Replay replay_;
};

// The inference graph of a network with its batch norms folded: features -> logits, probabilities.
Graph record_inference(const Network& network, std::int64_t batch_size,
                       Precision precision = Precision::kFloat32);

// The same for the excerpts that begin at consecutive frames of a stretch of a song: features
// [num_excerpts + frames - 1, bands], in the order of the stretch's frames. What excerpts have in
// common is computed once: all of it where the network pads nothing in time (unroll_in_time), else
// as much as the network lets them share (share_columns).
Graph record_stretch(const Network& network, std::int64_t num_excerpts,
                     Precision precision = Precision::kFloat32,
                     BlockScoring blocks = BlockScoring::kExact);

// Whether the network puts zeros around its excerpts, so that BlockScoring matters.
bool pads_blocks(const Network& network);

// How many excerpts to score at a time, ascending. A stretch has more frames than excerpts (114
// more in Schlueter 2016), which an unrolled network computes in vain: so its stretches are long,
// with shorter ones for the rest of a song. Other networks have one size, except where they run on
// over the stretch: longer ones have fewer seams.
std::vector<std::int64_t> stretch_sizes(const Network& network,
                                        BlockScoring blocks = BlockScoring::kExact);

}  // namespace cantus
