#include "engine/ops/excerpt_batch.h"

#include "engine/ops/function_op.h"
#include "kernels/gather/gather_excerpts.h"

namespace cantus {
namespace {

// Numbers of 64 bits pass from node to node as bytes.
std::int64_t* as_integers(std::uint8_t* bytes) { return reinterpret_cast<std::int64_t*>(bytes); }
const std::int64_t* as_integers(const std::uint8_t* bytes) {
  return reinterpret_cast<const std::int64_t*>(bytes);
}

std::vector<Value> draw(Graph& graph, const ResidentSet& set, const TargetRule& rule,
                        std::int64_t batch_size, std::source_location where) {
  const auto kernel = [set, rule, batch_size](Queue& queue, const Io& io) {
    draw_excerpts(queue, io.step(), set.on(queue).excerpts, rule, batch_size,
                  as_integers(io.out_bytes(0)), io.out(1));
  };
  const auto num_bytes = static_cast<std::int64_t>(sizeof(std::int64_t));
  const auto op = function_op(
      "draw_excerpts",
      {{{batch_size, num_bytes}, ElementType::kUint8}, {{batch_size, rule.num_outputs}}}, kernel);
  return graph.add(op, {}, where);
}

Value gather(Graph& graph, const ResidentSet& set, std::int64_t batch_size, Value first_frames,
             std::source_location where) {
  const std::int64_t num_frames = set.host.excerpts.num_frames;
  const auto kernel = [set, batch_size, num_frames](Queue& queue, const Io& io) {
    const auto run = [&](const auto* frames) {
      gather_excerpts(queue, batch_size, num_frames, set.num_bands, frames,
                      as_integers(io.in_bytes(0)), io.out(0));
    };
    const void* frames = set.on(queue).frames;
    if (set.is_half) return run(static_cast<const std::uint16_t*>(frames));
    run(static_cast<const float*>(frames));
  };
  const auto op =
      function_op("gather_excerpts", {{{batch_size, num_frames, set.num_bands, 1}}}, kernel);
  return graph.add(op, {first_frames}, where)[0];
}

}  // namespace

ExcerptBatch excerpt_batch(Graph& graph, const ResidentSet& set, const TargetRule& rule,
                           std::int64_t batch_size, std::source_location where) {
  const auto drawn = draw(graph, set, rule, batch_size, where);
  return {gather(graph, set, batch_size, drawn[0], where), drawn[1]};
}

}  // namespace cantus
