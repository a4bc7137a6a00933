#pragma once

#include <filesystem>

#include "apps/model_file.h"
#include "models/inference.h"

namespace cantus {

// Writes a small network that has learnt nothing: enough to run everything around it.
inline std::filesystem::path write_random_model(const std::filesystem::path& path) {
  Queue queue(Device{}, 1);
  const ModelFacts facts{"glu_cnn", {}, "hou2020", "sing", ""};
  Parameters parameters(queue, parameter_specs(make_network(facts.network)));
  parameters.initialize(5);
  Standardization standardization;
  standardization.mean.assign(64, -6.0f);
  standardization.inv_std.assign(64, 0.5f);
  save_model(path, facts, parameters, standardization);
  return path;
}

}  // namespace cantus
