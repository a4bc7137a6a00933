#pragma once

#include <filesystem>

namespace cantus {

// The model file that the user means: `named` itself or, for the folder of a finished training, its
// model. Errors: kNoInput for any other folder, naming the newest checkpoint of an unfinished
// training; kBadData for an experiment file; those of latest_checkpoint.
std::filesystem::path model_path(const std::filesystem::path& named);

// Whether the folder is that of a training, finished or not. Errors: those of latest_checkpoint.
bool is_run(const std::filesystem::path& folder);

}  // namespace cantus
