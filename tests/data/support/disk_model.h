#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/data/support/system_calls.h"

namespace cantus {

// What a disk may hold after a power cut. It notes the calls that change the files of a folder; a
// cut after any of them keeps all that was flushed, and of the rest any 512 bytes and any change of
// a name, or not.
class DiskModel {
 public:
  // All that is in the folder now is on the disk.
  explicit DiskModel(std::filesystem::path folder);

  // For WatchSystemCalls: notes the call and lets it go on, flushes but for their name.
  int note(const CallEvent& event);

  std::size_t num_calls() const { return calls_.size(); }
  // Makes in `folder` the files as they may be when the power fails after the first `num_done`
  // calls; `random` decides what survives.
  void cut(std::size_t num_done, std::mt19937& random, const std::filesystem::path& folder) const;

 private:
  using Inode = std::uint64_t;
  enum class Kind { kCreate, kResize, kWrite, kRename, kUnlink, kFlushFile, kFlushFolder };
  struct Call {
    Kind kind;
    Inode inode = 0;
    std::string name;  // below the folder
    std::string to;
    std::size_t at = 0;  // of kWrite; of kResize the length
    std::string bytes;
  };
  struct Disk {
    std::map<std::string, Inode> names;
    std::map<Inode, std::string> contents;
  };

  std::string name_of(const std::string& path) const;
  // The file of a descriptor; one that is new is noted.
  Inode file_of(int fd);
  static void apply(const Call& call, Disk& disk);

  std::filesystem::path folder_;
  Disk before_;
  std::map<Inode, bool> is_known_;
  std::vector<Call> calls_;
};

}  // namespace cantus
