#pragma once

#include <optional>

#include "apps/training/training_run.h"
#include "data/checkpoint/series.h"
#include "data/files/lock.h"
#include "data/files/output_folder.h"

namespace cantus {

// Whether a run goes on from its newest checkpoint or begins anew.
enum class Resume { kAuto, kNever };

template <>
struct EnumNames<Resume> {
  static constexpr std::array kNames{"auto", "never"};
};

// The checkpoint that a run with this experiment goes on from; none where it begins, which
// Resume::kNever asks for and `force` allows over what is there. Damaged checkpoints are warned of.
// Errors: those of latest_checkpoint; kBadConfig when the run there began with other settings,
// named, that its result depends on; kCannotCreate when a run would begin over another, or over a
// model, settings, a log or a summary of something else.
std::optional<LatestCheckpoint> start_of_run(const RunFiles& files, const Experiment& experiment,
                                             Resume resume, bool force);

// The names in a run's folder that a run which begins there anew replaces: "model.safetensors".
std::vector<std::string> names_to_replace(const RunFiles& files);

// Throws Error(kCannotCreate) for a folder that holds other things than a run, unless `force`.
void require_run_folder(const RunFiles& files, bool force);

// The folder of a run, this process's own for its lifetime. A run that ends before it began (its
// settings or songs were refused) leaves the folder as it found it.
class TrainingFolder {
 public:
  // Makes it where it is missing. Errors: those of OutputFolder; kTryAgain when another process
  // uses it.
  explicit TrainingFolder(const RunFiles& files);
  ~TrainingFolder();

  // Readies it for training: what an earlier run left is deleted when the run starts `afresh`, from
  // no checkpoint, and config.toml written. Errors: kIoError for what cannot be deleted; those of
  // write_file.
  void begin(const Experiment& experiment, bool afresh) const;

 private:
  RunFiles files_;
  OutputFolder folder_;
  FileLock lock_;
};

}  // namespace cantus
