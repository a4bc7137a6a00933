#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>

#include "data/files/file_descriptor.h"

namespace cantus {

// The lines of a run, one JSON object each, that all open with {"step":N. They hold no times, so
// that the log of a run that was killed and resumed equals that of one that was not.
class TrainingLog {
 public:
  // Where a run goes on in it.
  struct Start {
    std::int64_t step = 0;
    bool is_validated = true;      // the scores of that step's validation stay, where it has some
    bool must_repeat_cut = false;  // the steps done again must give the lines again that were cut
  };
  // Cuts the file at `path` behind where the run goes on. Errors: those of AtomicFile.
  TrainingLog(const std::filesystem::path& path, const Start& start);

  // Whether lines up to that step are missing: somebody cut the file.
  bool lacks_lines() const { return lacks_lines_; }

  // Errors: kSoftware when a line differs from the one cut off, and the file is then as it was
  // found; kIoError.
  void add(const std::string& line);
  // Everything added is on disk when this returns. Error(kIoError).
  void flush();

 private:
  void write(const std::string& line);

  std::filesystem::path path_;
  FileDescriptor fd_;
  std::deque<std::string> expected_;
  bool lacks_lines_ = false;
};

// Whether a file begins as such a log does, or is empty.
bool is_training_log(const std::filesystem::path& path);

}  // namespace cantus
