#pragma once

#include <optional>

#include "apps/training/training_run.h"
#include "data/checkpoint/series.h"
#include "data/files/lock.h"
#include "data/files/output_folder.h"

namespace cantus {

// Whether a run resumes from its newest checkpoint or starts anew.
enum class Resume { kAuto, kNever };

template <>
struct EnumNames<Resume> {
  static constexpr std::array kNames{"auto", "never"};
};

// The checkpoint that a run of this experiment resumes from, or none where it starts anew:
// Resume::kNever asks for that, and `force` allows it over existing files. Warns of damaged
// checkpoints. Errors: those of latest_checkpoint; kBadConfig when the existing run began with
// other settings that affect the result, naming them; kCannotCreate when a new run would replace
// another, or a model, settings, a log or a summary of something else.
std::optional<LatestCheckpoint> start_of_run(const RunFiles& files, const Experiment& experiment,
                                             Resume resume, bool force);

// The existing files, by name, that a new run in this folder replaces: "model.safetensors".
std::vector<std::string> names_to_replace(const RunFiles& files);

// Throws Error(kCannotCreate) for a folder that holds anything but a run, unless `force`.
void require_run_folder(const RunFiles& files, bool force);

// The folder of a run, locked for this process while the object lives. A run that ends before its
// first step (its settings or songs were refused) leaves the folder as it was.
class TrainingFolder {
 public:
  // Creates the folder if it is missing. Errors: those of OutputFolder; kTryAgain when another
  // process uses it.
  explicit TrainingFolder(const RunFiles& files);
  ~TrainingFolder();

  // Prepares the folder for training: `afresh` (from no checkpoint) deletes what an earlier run
  // left; then config.toml is written. Errors: kIoError for what cannot be deleted; those of
  // write_file.
  void begin(const Experiment& experiment, bool afresh) const;

 private:
  RunFiles files_;
  OutputFolder folder_;
  FileLock lock_;
};

}  // namespace cantus
