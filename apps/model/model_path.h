#pragma once

#include <filesystem>

namespace cantus {

// The file that is meant where a model is asked for: the one that is named or, of the folder of a
// finished training, its model. Errors: kNoInput for another folder, which name the newest
// checkpoint of a training that goes on; kBadData for an experiment file; those of
// latest_checkpoint.
std::filesystem::path model_path(const std::filesystem::path& named);

// Whether it is the folder of a training, finished or not. Errors: those of latest_checkpoint.
bool is_run(const std::filesystem::path& folder);

}  // namespace cantus
