#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/passes/differentiate.h"
#include "engine/replay.h"
#include "tests/engine/moved_norms.h"
#include "tests/support/noise.h"

// One training step of a forward graph with input "x", targets [3, 2] and output "loss".
namespace cantus::testing {

struct Trained {
  float loss = 0;
  std::vector<float> gradients;
  std::vector<float> statistics;
  std::int64_t arena_bytes = 0;
};

inline Trained train_once(Graph graph, const std::string& statistic) {
  const auto gradients = differentiate_parameters(graph.output("loss"));
  Queue queue;
  Parameters parameters(queue, graph.parameters());
  parameters.initialize(3);
  move_norms(parameters);
  Trained result;
  result.gradients.resize(parameters.num_trainable());
  const Plan plan(graph, {.gradients = gradients});
  result.arena_bytes = plan.arena_bytes();
  Replay replay(queue, plan, parameters, result.gradients.data());
  testing::fill_with_noise(replay.input("x"), 2);
  for (int n = 0; n < 6; ++n) replay.input("targets")[n] = n % 2 == 0 ? 1.0f : 0.0f;
  replay.run();
  result.loss = replay.output("loss")[0];
  const auto statistics = parameters.values(parameters.index_of(statistic));
  result.statistics.assign(statistics.begin(), statistics.end());
  return result;
}

// Expects the fused graph to compute what the chain computes, in no more memory.
inline void expect_equal_training(Graph chain_graph, Graph fused_graph,
                                  const std::string& statistic) {
  const Trained chain = train_once(std::move(chain_graph), statistic);
  const Trained fused = train_once(std::move(fused_graph), statistic);
  EXPECT_NEAR(chain.loss, fused.loss, 1e-6);
  ASSERT_EQ(chain.gradients.size(), fused.gradients.size());
  for (std::size_t i = 0; i < chain.gradients.size(); ++i)
    EXPECT_NEAR(chain.gradients[i], fused.gradients[i], 1e-5) << i;
  ASSERT_FALSE(chain.statistics.empty());
  ASSERT_EQ(chain.statistics.size(), fused.statistics.size());
  for (std::size_t c = 0; c < chain.statistics.size(); ++c)
    EXPECT_NEAR(chain.statistics[c], fused.statistics[c], 1e-6);
  EXPECT_LE(fused.arena_bytes, chain.arena_bytes);
}

}  // namespace cantus::testing
