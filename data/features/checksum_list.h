#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace cantus {

// Size and CRC32C of every file of a folder, one line each: "NAME SIZE CRC CRC-OF-THE-LINE". Lines
// are only ever appended, so that n files cost n lines and not n rewritten lists; a torn line fails
// its own CRC and is skipped, and its file is verified by reading it. The last line of a name is
// the valid one.
class ChecksumList {
 public:
  struct Entry {
    std::uint64_t size = 0;
    std::uint32_t crc32c = 0;
    bool operator==(const Entry&) const = default;
  };

  explicit ChecksumList(std::filesystem::path path) : path_(std::move(path)) {}

  // Also reads the lines that other processes have appended. Errors: kNoPermission, kIoError.
  std::optional<Entry> find(const std::string& name);
  // The caller must hold the folder's lock. Errors: those of throw_write_failure.
  void append(const std::string& name, const Entry& entry);

 private:
  void read_new_lines();

  std::filesystem::path path_;
  std::uint64_t num_read_ = 0;  // bytes of complete lines
  std::map<std::string, Entry> entries_;
};

}  // namespace cantus
