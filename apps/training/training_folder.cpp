#include "apps/training/training_folder.h"

#include "apps/program/document.h"
#include "apps/program/log.h"
#include "data/files/atomic_file.h"
#include "data/files/folder_names.h"
#include "data/files/input_file.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLock = ".lock";
constexpr const char* kSettings = "config.toml";
constexpr std::uint64_t kMaxBytes = 1 << 20;

void check_settings(const LatestCheckpoint& latest, const Experiment& experiment) {
  const std::string before = read_facts(latest.path.string(), latest.checkpoint).training_config;
  const auto differences = differing_settings(before, result_text(experiment));
  if (differences.empty()) return;
  throw Error(Exit::kBadConfig, latest.path.string(),
              "the run began with other settings, " + in_one_line(differences), "",
              "set them back, or choose another folder");
}

std::vector<std::string> names_of_run(const RunFiles& files) {
  std::vector<std::string> names{kSettings};
  for (const auto& file :
       {files.checkpoints(), files.log(), files.model(), files.summary(), files.diverged()})
    names.push_back(file.filename().string());
  return names;
}

// Without a checkpoint, files of anything but this run would be lost.
void require_own(const RunFiles& files, const Experiment& experiment) {
  constexpr const char* kAdvice = "choose another folder, or replace it with --force";
  if (fs::exists(files.model()))
    throw Error(Exit::kCannotCreate, files.model().string(),
                "exists already, without a checkpoint to go on from", "", kAdvice);
  if (fs::exists(files.log()) && !is_training_log(files.log()))
    throw Error(Exit::kCannotCreate, files.log().string(), "is no log of a training", "", kAdvice);
  if (fs::exists(files.summary()) && !read_document(files.summary(), kTrainSchema))
    throw Error(Exit::kCannotCreate, files.summary().string(), "is no summary of a training", "",
                kAdvice);
  const fs::path settings = files.folder / kSettings;
  if (!fs::exists(settings)) return;
  const auto differences = differing_settings(
      InputFile(settings, kMaxBytes, WhenEmpty::kAccept).read_all(), frozen_text(experiment));
  if (!differences.empty())
    throw Error(Exit::kCannotCreate, settings.string(),
                "is of other settings, " + in_one_line(differences), "", kAdvice);
}

void require_deleted(const fs::path& path, const std::error_code& failure) {
  if (failure)
    throw Error(Exit::kIoError, path.string(), "cannot be deleted, " + failure.message(), "",
                "an earlier run left it: delete it, or choose another folder");
}

}  // namespace

std::optional<LatestCheckpoint> start_of_run(const RunFiles& files, const Experiment& experiment,
                                             Resume resume, bool force) {
  const bool afresh = resume == Resume::kNever;
  auto latest = afresh && force ? std::nullopt : latest_checkpoint(files.checkpoints());
  if (latest && afresh)
    throw Error(Exit::kCannotCreate, files.folder.string(), "holds a run already", "",
                "choose another folder, go on with --resume auto, or replace it with --force");
  if (latest) {
    for (const auto& warning : latest->warnings) log_warning(warning);
    check_settings(*latest, experiment);
  } else if (!force) {
    require_own(files, experiment);
  }
  return latest;
}

void require_run_folder(const RunFiles& files, bool force) {
  if (!force) require_own_folder(files.folder, names_of_run(files));
}

std::vector<std::string> names_to_replace(const RunFiles& files) {
  auto names = names_of_run(files);
  std::erase_if(names, [&](const std::string& name) {
    const fs::path path = files.folder / name;
    std::error_code ignored;
    return !fs::exists(path, ignored) || fs::is_empty(path, ignored);
  });
  return names;
}

TrainingFolder::TrainingFolder(const RunFiles& files)
    : files_(files), folder_(files.folder), lock_(files.folder / kLock) {}

TrainingFolder::~TrainingFolder() {
  std::error_code failure;
  if (names_in(files_.folder, failure) == std::vector<std::string>{kLock})
    fs::remove(files_.folder / kLock, failure);
}

void TrainingFolder::begin(const Experiment& experiment, bool afresh) const {
  if (afresh) {
    prune_checkpoints(files_.checkpoints(), 0, 0);
    std::error_code failure;
    for (const auto& file : {files_.log(), files_.model(), files_.summary(), files_.diverged()}) {
      fs::remove(file, failure);
      require_deleted(file, failure);
    }
  }
  make_folder(files_.checkpoints());
  write_file(files_.folder / kSettings, frozen_text(experiment));
}

}  // namespace cantus
