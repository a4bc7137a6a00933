#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>

#include "data/files/file_descriptor.h"

namespace cantus {

// A run's log, one JSON object per line, each opening with {"step":N. It holds no times, so that
// the log of a run that was killed and resumed equals that of one that was not.
class TrainingLog {
 public:
  // Where a resumed run continues in the log.
  struct Start {
    std::int64_t step = 0;
    bool is_validated = true;      // keep the scores of that step's validation
    bool must_repeat_cut = false;  // repeated steps must log the lines that were cut
  };
  // Cuts the file at `path` after `start`. Errors: those of AtomicFile.
  TrainingLog(const std::filesystem::path& path, const Start& start);

  // Whether lines up to that step are missing, as in a file that somebody has cut.
  bool lacks_lines() const { return lacks_lines_; }

  // Errors: kSoftware when a line differs from the one that was cut, after which the file is as it
  // was found; kIoError.
  void add(const std::string& line);
  // Returns when everything added is on disk. Errors: kIoError.
  void flush();

 private:
  void write(const std::string& line);

  std::filesystem::path path_;
  FileDescriptor fd_;
  std::deque<std::string> expected_;
  bool lacks_lines_ = false;
};

// Whether a file begins as a training log does, or is empty.
bool is_training_log(const std::filesystem::path& path);

}  // namespace cantus
