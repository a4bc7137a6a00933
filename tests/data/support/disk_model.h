#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/data/support/system_calls.h"

namespace cantus {

// What a disk may hold after a power cut. Notes the calls that change the files of a folder. A cut
// after any of them keeps everything that was flushed; of the rest, each 512 bytes and each change
// of a name survives or is lost at random.
class DiskModel {
 public:
  // Everything that is in the folder now counts as flushed.
  explicit DiskModel(std::filesystem::path folder);

  // For WatchSystemCalls: notes the call and lets it proceed, except that flushes are only noted.
  int note(const CallEvent& event);

  std::size_t num_calls() const { return calls_.size(); }
  // Recreates in `folder` the files as a power cut after the first `num_done` calls may leave them;
  // `random` decides what survives.
  void cut(std::size_t num_done, std::mt19937& random, const std::filesystem::path& folder) const;

 private:
  using Inode = std::uint64_t;
  enum class Kind { kCreate, kResize, kWrite, kRename, kUnlink, kFlushFile, kFlushFolder };
  struct Call {
    Kind kind;
    Inode inode = 0;
    std::string name;  // relative to the folder
    std::string to;
    std::size_t at = 0;  // offset for kWrite, length for kResize
    std::string bytes;
  };
  struct Disk {
    std::map<std::string, Inode> names;
    std::map<Inode, std::string> contents;
  };

  std::string name_of(const std::string& path) const;
  // The inode of a descriptor; notes the creation of a new file.
  Inode file_of(int fd);
  static void apply(const Call& call, Disk& disk);

  std::filesystem::path folder_;
  Disk before_;
  std::map<Inode, bool> is_known_;
  std::vector<Call> calls_;
};

}  // namespace cantus
