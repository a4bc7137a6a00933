#pragma once

#include <optional>
#include <string>

#include "apps/training/training_run.h"
#include "data/checkpoint/series.h"
#include "data/files/lock.h"
#include "data/files/output_folder.h"

namespace cantus {

// The folder of a run, this process's own for its lifetime. A run that ends before it began (its
// settings or songs were refused) leaves the folder as it found it.
class TrainingFolder {
 public:
  // Makes it where it is missing. Errors: those of OutputFolder; kTryAgain when another process
  // uses it.
  explicit TrainingFolder(const RunPlace& place);
  ~TrainingFolder();

  // The checkpoint that a run with this experiment goes on from, if any. Damaged ones are warned
  // of. Errors: those of latest_checkpoint; kBadConfig when the run began with other settings,
  // named, that its result depends on.
  std::optional<LatestCheckpoint> latest(const Experiment& experiment) const;

  // Errors: kCannotCreate when a run is there already.
  void require_empty() const;

  // Of a folder without a checkpoint. Errors: kCannotCreate when a model is there, or the settings,
  // log or summary of something else: they would be lost.
  void require_own(const Experiment& experiment) const;

  // Readies it for training: what an earlier run left is deleted when the run starts `afresh`, from
  // no checkpoint, and config.toml written. Errors: kIoError for what cannot be deleted; those of
  // write_file.
  void begin(const Experiment& experiment, bool afresh) const;

 private:
  RunPlace place_;
  OutputFolder folder_;
  FileLock lock_;
};

}  // namespace cantus
