#include "data/files/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "data/files/descriptor_io.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

[[noreturn]] void throw_cannot_open(const std::string& where, int failure) {
  switch (failure) {
    case ENOENT:
    case ENOTDIR:
      throw Error(Exit::kNoInput, where, "no such file", "", "check the path");
    case EACCES:
    case EPERM:
      throw Error(Exit::kNoPermission, where, "permission denied", "a readable file",
                  "change its permissions");
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      throw Error(Exit::kOsError, where, "cannot be opened, out of file descriptors or memory");
    default:
      throw Error(Exit::kNoInput, where, std::string("cannot be opened, ") + std::strerror(failure),
                  "a readable file", "check the path");
  }
}

const char* kind_of_file(mode_t mode) {
  if (S_ISDIR(mode)) return "is a directory";
  if (S_ISFIFO(mode)) return "is a FIFO";
  if (S_ISSOCK(mode)) return "is a socket";
  return "is a device";
}

}  // namespace

InputFile::InputFile(const std::filesystem::path& path, std::uint64_t max_bytes,
                     WhenEmpty when_empty)
    : path_(path) {
  // O_NONBLOCK: opening a FIFO without a writer would wait for ever.
  fd_ = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd_.is_open()) throw_cannot_open(path.string(), errno);
  struct stat facts {};
  if (::fstat(fd_.get(), &facts) != 0) throw_cannot_open(path.string(), errno);
  if (!S_ISREG(facts.st_mode)) {
    throw Error(Exit::kBadData, path.string(), kind_of_file(facts.st_mode), "a regular file",
                "name a file");
  }
  size_ = static_cast<std::uint64_t>(facts.st_size);
  if (size_ == 0 && when_empty == WhenEmpty::kRefuse) {
    throw Error(Exit::kBadData, path.string(), "is empty", "", "replace it");
  }
  if (size_ > max_bytes) {
    throw Error(Exit::kBadData, path.string(), "holds " + std::to_string(size_) + " bytes",
                "at most " + std::to_string(max_bytes), "split it");
  }
}

std::size_t InputFile::read_at(std::uint64_t offset, void* out, std::size_t num_bytes) const {
  const auto done = cantus::read_at(fd_.get(), offset, out, num_bytes);
  if (!done)
    throw Error(Exit::kIoError, path_.string(), std::string("read failed, ") + std::strerror(errno),
                "", "check the disk");
  return *done;
}

std::string InputFile::read_all() const {
  std::string content(static_cast<std::size_t>(size_), '\0');
  content.resize(read_at(0, content.data(), content.size()));
  return content;
}

}  // namespace cantus
