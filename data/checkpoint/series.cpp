#include "data/checkpoint/series.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <system_error>

#include "data/files/folder_names.h"
#include "data/files/temporary_files.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "step_";
constexpr std::string_view kSuffix = ".ckpt";
constexpr std::size_t kMinDigits = 8;
constexpr std::size_t kMaxDigits = 18;

std::optional<std::int64_t> step_of(const std::string& name) {
  if (name.size() < kPrefix.size() + kMinDigits + kSuffix.size()) return std::nullopt;
  const std::string digits =
      name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
  if (digits.size() > kMaxDigits || digits.find_first_not_of("0123456789") != digits.npos) {
    return std::nullopt;
  }
  const std::int64_t step = std::stoll(digits);
  if (step_path("", step) != name) return std::nullopt;
  return step;
}

// The steps that the folder has files of, highest first.
std::vector<std::int64_t> steps_in(const fs::path& folder) {
  std::vector<std::int64_t> steps;
  std::error_code failure;
  const auto names = names_in(folder, failure);
  if (failure == std::errc::no_such_file_or_directory) return steps;
  for (const std::string& name : names)
    if (const auto step = step_of(name)) steps.push_back(*step);
  if (failure) {
    const bool denied = failure == std::errc::permission_denied;
    throw Error(denied ? Exit::kNoPermission : Exit::kIoError, folder.string(),
                "cannot be listed, " + failure.message(), "a folder of checkpoints",
                "check the path");
  }
  std::sort(steps.begin(), steps.end(), std::greater<>());
  return steps;
}

}  // namespace

fs::path step_path(const fs::path& folder, std::int64_t step) {
  char name[40];
  std::snprintf(name, sizeof name, "step_%08lld.ckpt", static_cast<long long>(step));
  return folder / name;
}

std::optional<LatestCheckpoint> latest_checkpoint(const fs::path& folder) {
  const std::vector<std::int64_t> steps = steps_in(folder);
  if (steps.empty()) return std::nullopt;
  LatestCheckpoint latest;
  for (const std::int64_t step : steps) {
    latest.path = step_path(folder, step);
    latest.step = step;
    try {
      latest.checkpoint = read_checkpoint(latest.path);
      return latest;
    } catch (const Error& error) {
      if (error.code() != Exit::kBadData) throw;
      latest.warnings.emplace_back(error.what());
    }
  }
  throw Error(Exit::kBadData, folder.string(),
              "none of " + std::to_string(steps.size()) +
                  " checkpoints is intact, the newest: " + latest.warnings.front(),
              "", "restore one, or delete " + folder.parent_path().string() + " to train it anew");
}

void prune_checkpoints(const fs::path& folder, std::int64_t written, int keep) {
  remove_abandoned_files(folder);
  int num_kept = 0;
  for (const std::int64_t step : steps_in(folder)) {
    if (step <= written && num_kept++ < keep) continue;
    const fs::path path = step_path(folder, step);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
      throw Error(Exit::kIoError, path.string(),
                  std::string("cannot be deleted, ") + std::strerror(errno));
    }
  }
}

}  // namespace cantus
