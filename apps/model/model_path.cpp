#include "apps/model/model_path.h"

#include <fmt/format.h>

#include "apps/model/run_files.h"
#include "data/checkpoint/series.h"
#include "data/files/list_files.h"
#include "kernels/core/error.h"

namespace cantus {

namespace {

void refuse_experiment(const std::filesystem::path& file) {
  std::error_code ignored;
  if (has_extension(file, {".toml"}) && std::filesystem::exists(file, ignored))
    throw Error(Exit::kBadData, file.string(), "an experiment file",
                "a model file, or the folder of a finished training",
                "`cantus train` it, and name that run's folder");
}

}  // namespace

bool is_run(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) return false;
  const RunFiles run{folder};
  return std::filesystem::exists(run.model(), ignored) || latest_checkpoint(run.checkpoints());
}

std::filesystem::path model_path(const std::filesystem::path& named) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(named, ignored)) {
    refuse_experiment(named);
    return named;
  }
  const RunFiles run{named};
  if (std::filesystem::exists(run.model(), ignored)) return run.model();
  const std::string model = run.model().filename().string();
  const auto latest = latest_checkpoint(run.checkpoints());
  if (!latest)
    throw Error(Exit::kNoInput, named.string(), "a folder without " + model,
                "a model file, or the folder of a finished training");
  throw Error(
      Exit::kNoInput, named.string(),
      fmt::format("a training that is not finished, at step {}", latest->step),
      model + ", which its end writes",
      "train it to its end, or name its newest checkpoint, a model too: " + latest->path.string());
}

}  // namespace cantus
