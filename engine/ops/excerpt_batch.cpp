#include "engine/ops/excerpt_batch.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/ops/function_op.h"
#include "kernels/core/error.h"
#include "kernels/gather/gather_excerpts.h"
#include "kernels/spectral_warp/spectral_warp.h"

namespace cantus {
namespace {

// 64-bit integers pass from node to node as bytes: no element type of tensors holds them.
std::int64_t* as_integers(std::uint8_t* bytes) { return reinterpret_cast<std::int64_t*>(bytes); }
const std::int64_t* as_integers(const std::uint8_t* bytes) {
  return reinterpret_cast<const std::int64_t*>(bytes);
}

double distance_of_integers(std::int64_t n, const std::byte* found, const std::byte* expected) {
  return std::memcmp(found, expected, n * sizeof(std::int64_t)) == 0 ? 0 : 1;
}

// Positions are the same on every device; the filters depend on the device's exp().
double distance_of_warps(std::int64_t n, const std::byte* found, const std::byte* expected) {
  double largest = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    Warp a, b;
    std::memcpy(&a, found + i * sizeof(Warp), sizeof(Warp));
    std::memcpy(&b, expected + i * sizeof(Warp), sizeof(Warp));
    if (a.first_frame != b.first_frame || a.frame_step != b.frame_step || a.bin_step != b.bin_step)
      return 1;
    for (const auto number : {&Warp::filter_centre, &Warp::filter_inv_width, &Warp::filter_peak}) {
      const double difference = std::fabs(static_cast<double>(a.*number) - b.*number);
      if (difference > 0) largest = std::max(largest, difference / std::fabs(b.*number));
      if (std::isnan(difference)) return 1;
    }
  }
  return largest;
}

std::vector<Value> draw(Graph& graph, const ResidentSet& set, const TargetRule& rule,
                        std::int64_t batch_size, std::source_location where) {
  const auto kernel = [set, rule, batch_size](Queue& queue, const Io& io) {
    draw_excerpts(queue, io.step(), set.on(queue).excerpts, rule, batch_size,
                  as_integers(io.out_bytes(0)), io.out(1));
  };
  const auto num_bytes = static_cast<std::int64_t>(sizeof(std::int64_t));
  const auto op =
      function_op("draw_excerpts",
                  {{{batch_size, num_bytes}, ElementType::kUint8},
                   {{rule.num_targets(set.host.excerpts, batch_size), rule.num_outputs}}},
                  kernel);
  op->draws = true;
  op->distance = std::bind_front(distance_of_integers, batch_size);
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

Value draw_changes(Graph& graph, const WarpSettings& settings, const WarpShape& shape,
                   std::int64_t batch_size, std::source_location where) {
  const auto kernel = [=](Queue& queue, const Io& io) {
    draw_warps(queue, io.step(), settings, shape, batch_size,
               reinterpret_cast<Warp*>(io.out_bytes(0)));
  };
  const auto num_bytes = static_cast<std::int64_t>(sizeof(Warp));
  const auto op =
      function_op("draw_warps", {{{batch_size, num_bytes}, ElementType::kUint8}}, kernel);
  op->draws = true;
  op->distance = std::bind_front(distance_of_warps, batch_size);
  return graph.add(op, {}, where)[0];
}

Value warp(Graph& graph, const ResidentSet& set, const WarpShape& shape, std::int64_t batch_size,
           Value first_frames, Value warps, std::source_location where) {
  const auto kernel = [set, shape, batch_size](Queue& queue, const Io& io) {
    const ResidentSet::Place& place = set.on(queue);
    const auto run = [&](const auto* coefficients) {
      spectral_warp(queue, shape, batch_size, coefficients, as_integers(io.in_bytes(0)),
                    reinterpret_cast<const Warp*>(io.in_bytes(1)), place.mean, place.inv_std,
                    io.out(0));
    };
    if (set.is_half) return run(static_cast<const std::uint16_t*>(place.frames));
    run(static_cast<const float*>(place.frames));
  };
  const auto scratch = [shape](Queue& queue) { return spectral_warp_scratch_bytes(queue, shape); };
  const auto op = function_op(
      "spectral_warp", {{{batch_size, shape.num_frames, shape.num_bins, 1}}}, kernel, scratch);
  return graph.add(op, {first_frames, warps}, where)[0];
}

}  // namespace

ExcerptBatch excerpt_batch(Graph& graph, const ResidentSet& set, const TargetRule& rule,
                           std::int64_t batch_size, std::source_location where) {
  const auto drawn = draw(graph, set, rule, batch_size, where);
  return {gather(graph, set, batch_size, drawn[0], where), drawn[1]};
}

ExcerptBatch warped_excerpt_batch(Graph& graph, const ResidentSet& set, const TargetRule& rule,
                                  const WarpSettings& settings, const WarpShape& shape,
                                  std::int64_t batch_size, std::source_location where) {
  CANTUS_REQUIRE(!rule.every_frame, "an excerpt that is stretched has no labels frame by frame");
  CANTUS_REQUIRE(set.host.excerpts.num_frames == shape.num_source_frames &&
                     set.num_bands == shape.num_source_bins && set.host.mean != nullptr,
                 "a set for another warp");
  const auto drawn = draw(graph, set, rule, batch_size, where);
  const Value warps = draw_changes(graph, settings, shape, batch_size, where);
  return {warp(graph, set, shape, batch_size, drawn[0], warps, where), drawn[1]};
}

}  // namespace cantus
