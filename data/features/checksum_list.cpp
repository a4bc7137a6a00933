#include "data/features/checksum_list.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "data/files/descriptor_io.h"
#include "data/files/file_descriptor.h"
#include "data/files/hash.h"
#include "data/files/input_file.h"
#include "data/files/write_failure.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

std::string described(const std::string& name, const ChecksumList::Entry& entry) {
  return name + " " + std::to_string(entry.size) + " " + crc_text(entry.crc32c);
}

std::string line_of(const std::string& name, const ChecksumList::Entry& entry) {
  const std::string text = described(name, entry);
  return text + " " + crc_text(crc32c(text)) + "\n";
}

// The line without its newline; false for anything that line_of did not make.
bool parse_line(const std::string& line, std::string* name, ChecksumList::Entry* entry) {
  const std::size_t space = line.find(' ');
  if (space == 0 || space == std::string::npos) return false;
  unsigned long long size = 0;
  if (std::sscanf(line.c_str() + space, " %20llu %8x", &size, &entry->crc32c) != 2) return false;
  entry->size = size;
  *name = line.substr(0, space);
  return line_of(*name, *entry) == line + "\n";
}

[[noreturn]] void fail_to_read(const std::filesystem::path& path, int failure) {
  throw Error(failure == EACCES || failure == EPERM ? Exit::kNoPermission : Exit::kIoError,
              path.string(), std::string("cannot be read, ") + std::strerror(failure), "",
              "check the disk");
}

bool ends_with_newline(int fd, off_t size) {
  char last = '\n';
  return size == 0 || (::pread(fd, &last, 1, size - 1) == 1 && last == '\n');
}

}  // namespace

void ChecksumList::read_new_lines() {
  struct stat facts {};
  if (::stat(path_.c_str(), &facts) != 0) {
    if (errno != ENOENT) fail_to_read(path_, errno);
    num_read_ = 0;
    entries_.clear();
    return;
  }
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  if (size < num_read_) {  // the list was deleted and begun anew
    num_read_ = 0;
    entries_.clear();
  }
  if (size == num_read_) return;
  const InputFile file(path_);
  std::string text(size - num_read_, '\0');
  text.resize(file.read_at(num_read_, text.data(), text.size()));
  std::size_t start = 0;
  for (std::size_t end; (end = text.find('\n', start)) != std::string::npos; start = end + 1) {
    std::string name;
    Entry entry;
    if (parse_line(text.substr(start, end - start), &name, &entry)) entries_[name] = entry;
  }
  num_read_ += start;
}

std::optional<ChecksumList::Entry> ChecksumList::find(const std::string& name) {
  read_new_lines();
  const auto found = entries_.find(name);
  if (found == entries_.end()) return std::nullopt;
  return found->second;
}

void ChecksumList::append(const std::string& name, const Entry& entry) {
  const FileDescriptor fd(
      ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!fd.is_open()) throw_write_failure(path_, "cannot be opened", errno, 1);
  struct stat facts {};
  if (::fstat(fd.get(), &facts) != 0) fail_to_read(path_, errno);
  // A process that was killed or ran out of disk may have left a line without a newline.
  std::string text = ends_with_newline(fd.get(), facts.st_size) ? "" : "\n";
  text += line_of(name, entry);
  if (!write_all(fd.get(), text)) throw_write_failure(path_, "write failed", errno, text.size());
}

}  // namespace cantus
