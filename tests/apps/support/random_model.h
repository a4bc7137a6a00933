#pragma once

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "apps/model/model_file.h"
#include "engine/init.h"
#include "tests/support/noise.h"

namespace cantus {

// Like Parameters::initialize, except that orthogonal weights are replaced by noise of the same
// size: orthogonalizing four million takes a second.
inline void draw_weights(Parameters& parameters) {
  constexpr std::uint64_t kSeed = 5;
  for (std::size_t p = 0; p < parameters.specs().size(); ++p) {
    const ParameterSpec& spec = parameters.specs()[p];
    std::vector<float> weights(spec.shape.num_elements());
    if (spec.init.kind == Initializer::Kind::kOrthogonal) {
      const std::int64_t fan_in = spec.shape.rank() == 3  // stacked matrices
                                      ? spec.shape[2]
                                      : std::ssize(weights) / spec.init.num_rows;
      const float widest = std::sqrt(3.0f / static_cast<float>(fan_in));
      for (std::size_t i = 0; i < weights.size(); ++i) {
        const auto at = static_cast<std::uint32_t>(i);
        weights[i] = widest * testing::noise_at(kSeed, at, p);
      }
    } else {
      initialize(spec.init, kSeed, spec.name, weights);
    }
    parameters.set_values(p, weights);
  }
}

// Writes an untrained network: enough to run everything around it.
inline std::filesystem::path write_random_model(const std::filesystem::path& path,
                                                const std::string& name = "glu_cnn",
                                                const NetworkOptions& options = {}) {
  Queue queue(Device{}, 1);
  const Network network = make_network(name, options);
  const ModelFacts facts{name, options, network.front_end, "sing", ""};
  Parameters parameters(queue, parameter_specs(network));
  draw_weights(parameters);
  Standardization standardization;
  const bool is_mel = network.front_end == "hou2020";
  standardization.mean.assign(network.num_bands, is_mel ? -6.0f : 0.5f);
  standardization.inv_std.assign(network.num_bands, is_mel ? 0.5f : 2.0f);
  write_checkpoint(path, model_checkpoint(facts, parameters, standardization));
  return path;
}

}  // namespace cantus
