#include "models/detection/inference.h"

#include <utility>

#include "engine/ops/probability.h"
#include "engine/passes/fold_batch_norm.h"
#include "engine/passes/set_precision.h"
#include "engine/passes/share_columns.h"
#include "engine/passes/stream_in_time.h"
#include "engine/passes/unroll_in_time.h"
#include "models/networks/fitting_plan.h"

namespace cantus {
namespace {

Graph record_folded(const Network& network, std::int64_t batch_size) {
  Graph graph;
  const Value x = graph.input("features", network.input_shape(batch_size));
  Builder builder(graph, Mode::kInference);
  const Value logits = network.build(builder, x);
  graph.mark_output("logits", logits);
  graph.mark_output("probabilities",
                    network.output == Output::kSoftmax ? softmax(logits) : sigmoid(logits));
  return fold_batch_norm(graph);
}

}  // namespace

Graph record_inference(const Network& network, std::int64_t batch_size, Precision precision) {
  return set_precision(record_folded(network, batch_size), precision);
}

bool pads_blocks(const Network& network) {
  return !unroll_in_time(record_folded(network, 1), "features");
}

Graph record_stretch(const Network& network, std::int64_t num_excerpts, Precision precision,
                     BlockScoring blocks) {
  const Graph graph = record_folded(network, num_excerpts);
  if (auto unrolled = unroll_in_time(graph, "features")) return set_precision(*unrolled, precision);
  const bool streams = blocks == BlockScoring::kStreaming;
  return set_precision(
      streams ? stream_in_time(graph, "features") : share_columns(graph, "features"), precision);
}

std::vector<std::int64_t> stretch_sizes(const Network& network, BlockScoring blocks) {
  if (!pads_blocks(network)) return {128, 512, 2048};
  if (blocks == BlockScoring::kStreaming) return {128, 512};
  return {128};
}

Inference::Inference(Queue& queue, const Network& network, Parameters& parameters,
                     std::int64_t batch_size, Precision precision)
    : Inference(queue, record_inference(network, batch_size, precision), parameters) {}

Inference::Inference(Queue& queue, Graph graph, Parameters& parameters)
    : replay_(queue, fitting_plan(queue, Plan(std::move(graph), {.parameters_are_constant = true})),
              parameters) {}

}  // namespace cantus
