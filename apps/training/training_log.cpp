#include "apps/training/training_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include "data/files/atomic_file.h"
#include "data/files/descriptor_io.h"
#include "data/files/input_file.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// The line's step; -1 for a line that is not of a training log.
std::int64_t step_of(const std::string& line) {
  constexpr std::string_view kOpening = "{\"step\":";
  std::int64_t step = -1;
  if (line.rfind(kOpening, 0) != 0) return step;
  std::from_chars(line.data() + kOpening.size(), line.data() + line.size(), step);
  return step;
}

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  throw Error(Exit::kIoError, path.string(), std::string(what) + " failed, " + std::strerror(errno),
              "", "make room and run the same command again");
}

}  // namespace

TrainingLog::TrainingLog(const std::filesystem::path& path, const Start& start) : path_(path) {
  std::string kept;
  std::int64_t last = 0;
  if (std::filesystem::exists(path)) {
    const std::string text = InputFile(path, std::uint64_t{1} << 32, WhenEmpty::kAccept).read_all();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      if (end == std::string::npos) break;  // cut off by a kill
      const std::string line = text.substr(begin, end - begin);
      begin = end + 1;
      const bool is_of_validation = line.find("\"valid\":") != std::string::npos;
      const bool is_of_start =
          step_of(line) == start.step && (start.is_validated || !is_of_validation);
      if (step_of(line) < start.step || is_of_start) {
        kept += line + '\n';
        last = step_of(line);
      } else if (start.must_repeat_cut) {
        expected_.push_back(line);
      }
    }
  }
  lacks_lines_ = last < start.step;
  write_file(path, kept);
  fd_ = FileDescriptor(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
  if (!fd_.is_open()) fail(path_, "opening");
}

void TrainingLog::add(const std::string& line) {
  if (!expected_.empty()) {
    const std::string expected = expected_.front();
    if (expected != line) {
      for (const std::string& cut : expected_) write(cut);  // for a later attempt
      throw Error(Exit::kSoftware, path_.string(), "a step done again gave " + line.substr(0, 90),
                  expected.substr(0, 90),
                  "resume on the machine that wrote it, or start a new run");
    }
    expected_.pop_front();
  }
  write(line);
}

void TrainingLog::write(const std::string& line) {
  if (!write_all(fd_.get(), line + '\n')) fail(path_, "a write");
}

void TrainingLog::flush() {
  if (::fsync(fd_.get()) != 0) fail(path_, "flushing");
}

bool is_training_log(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  return !std::getline(file, line) ||
         (step_of(line) >= 0 && (line.find("\"loss_hex\":") != std::string::npos ||
                                 line.find("\"valid\":{\"f\":") != std::string::npos));
}

}  // namespace cantus
