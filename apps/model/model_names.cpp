#include "apps/model/model_names.h"

#include <algorithm>
#include <filesystem>

#include "apps/model/model_path.h"
#include "apps/model/run_files.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// The path that names a model: a run's folder, or RUN/NAME for a checkpoint of the run.
fs::path known_path(const std::string& file) {
  const RunFiles run;
  const fs::path path = fs::absolute(model_path(file)).lexically_normal();
  const fs::path folder = path.parent_path();
  if (path.filename() == run.model() && folder.has_filename()) return folder;
  const bool is_checkpoint = folder.filename() == run.checkpoints();
  return (is_checkpoint ? folder.parent_path() : folder) / path.stem();
}

// The last `num_parts` parts of a path, or all if it has fewer.
std::string last_parts(fs::path path, int num_parts) {
  fs::path parts = path.filename();
  while (--num_parts > 0 && (path = path.parent_path()).has_filename())
    parts = path.filename() / parts;
  return parts.string();
}

}  // namespace

std::vector<std::string> model_names(const std::vector<std::string>& files) {
  std::vector<fs::path> paths;
  for (const std::string& file : files) paths.push_back(known_path(file));
  std::vector<std::string> names;
  for (auto path = paths.begin(); path != paths.end(); ++path) {
    int num_parts = 1;
    const auto is_taken_for_it = [&](const fs::path& other) {
      return other != *path && last_parts(other, num_parts) == last_parts(*path, num_parts);
    };
    while (std::ranges::any_of(paths, is_taken_for_it)) ++num_parts;
    names.push_back(last_parts(*path, num_parts));
    const auto num_before = std::count(paths.begin(), path, *path);
    if (num_before > 0) names.back() += " (" + std::to_string(num_before + 1) + ")";
  }
  return names;
}

}  // namespace cantus
