#pragma once

#include <filesystem>

namespace cantus {

// The file that is meant where a model is asked for: the one that is named or, of the folder of a
// finished training, its model. Errors: kNoInput for another folder, which name the newest
// checkpoint of a training that goes on; those of latest_checkpoint.
std::filesystem::path model_path(const std::filesystem::path& named);

}  // namespace cantus
