#pragma once

#include <string>
#include <vector>

namespace cantus {

// Short names of models for tables and pictures: "source1" for source1/model.safetensors and for
// the folder source1, "voice" for voice.safetensors, with as many folders before them as make them
// distinct; a checkpoint is named without its run's folder of checkpoints. Equal paths, such as of
// a model named twice, are numbered: "voice (2)". Errors: those of model_path.
std::vector<std::string> model_names(const std::vector<std::string>& files);

}  // namespace cantus
