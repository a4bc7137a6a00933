#include "apps/model/model_path.h"

#include <fmt/format.h>

#include "apps/model/run_files.h"
#include "data/checkpoint/series.h"
#include "kernels/core/error.h"

namespace cantus {

std::filesystem::path model_path(const std::filesystem::path& named) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(named, ignored)) return named;
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
