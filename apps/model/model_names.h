#pragma once

#include <string>
#include <vector>

namespace cantus {

// Names of models for readers: "source1" of source1/model.safetensors, or of the folder, and
// "voice" of voice.safetensors, with as much of the path before them as tells them apart; of
// checkpoints without the folder that a run has for them. What no path tells apart, such as a model
// named twice, is numbered: "voice (2)". Errors: those of model_path.
std::vector<std::string> model_names(const std::vector<std::string>& files);

}  // namespace cantus
