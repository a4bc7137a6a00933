#pragma once

#include <string>
#include <vector>

namespace cantus {

// Names of models for readers: "source1" of source1/model.safetensors, or of the folder, and
// "voice" of voice.safetensors, with as much of the path before them as tells them apart. Errors:
// those of model_path.
std::vector<std::string> model_names(const std::vector<std::string>& files);

}  // namespace cantus
