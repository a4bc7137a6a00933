#pragma once

#include <filesystem>
#include <string>

#include "apps/model/model_file.h"

namespace cantus {

// Writes a network that has learnt nothing: enough to run everything around it.
inline std::filesystem::path write_random_model(const std::filesystem::path& path,
                                                const std::string& name = "glu_cnn",
                                                const NetworkOptions& options = {}) {
  Queue queue(Device{}, 1);
  const Network network = make_network(name, options);
  const ModelFacts facts{name, options, network.front_end, "sing", ""};
  Parameters parameters(queue, parameter_specs(network));
  parameters.initialize(5);
  Standardization standardization;
  const bool is_mel = network.front_end == "hou2020";
  standardization.mean.assign(network.num_bands, is_mel ? -6.0f : 0.5f);
  standardization.inv_std.assign(network.num_bands, is_mel ? 0.5f : 2.0f);
  write_checkpoint(path, model_checkpoint(facts, parameters, standardization));
  return path;
}

}  // namespace cantus
