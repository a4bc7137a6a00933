#pragma once

#include <algorithm>
#include <vector>

#include "engine/replay.h"
#include "kernels/core/philox.h"

// What tests of passes share that take the excerpts of a stretch for one piece.
namespace cantus {

inline std::vector<float> noise(std::int64_t n) {
  std::vector<float> values(n);
  for (std::int64_t i = 0; i < n; ++i)
    values[i] = 2 * uniform_from(philox(9, static_cast<std::uint32_t>(i), 0, 0, 0).word[0]) - 1;
  return values;
}

// The excerpts that begin at one frame after the other, one behind the other.
inline std::vector<float> excerpts_of(const std::vector<float>& stretch, std::int64_t num_excerpts,
                                      std::int64_t num_frames, std::int64_t num_bands) {
  std::vector<float> excerpts;
  for (std::int64_t e = 0; e < num_excerpts; ++e)
    excerpts.insert(excerpts.end(), stretch.begin() + e * num_bands,
                    stretch.begin() + (e + num_frames) * num_bands);
  return excerpts;
}

// All outputs of a graph, one behind the other, for these values of its input `x`.
inline std::vector<float> outputs_of(Graph& graph, const std::vector<float>& features) {
  Queue queue({}, 1);
  Parameters parameters(queue, graph.parameters());
  parameters.initialize(2);
  Replay replay(queue, Plan(graph, {.parameters_are_constant = true}), parameters);
  std::copy(features.begin(), features.end(), replay.input("x").begin());
  replay.run();
  std::vector<float> all;
  for (const auto& [name, id] : graph.outputs()) {
    const auto found = replay.output(name);
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

}  // namespace cantus
