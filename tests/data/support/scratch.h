#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace cantus {

// A temporary folder for one test, removed with the object.
class Scratch {
 public:
  Scratch() {
    std::string name = ::testing::TempDir() + "cantus-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

  // Writes a new file with this content and returns its path.
  std::filesystem::path file(const std::string& name, const std::string& content) const {
    // ext4 flushes a file at once that is truncated and rewritten: a new file is 20 times
    // faster.
    std::filesystem::remove(folder_ / name);
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }

 private:
  std::filesystem::path folder_;
};

// Requires that the file exists: two files that were never written would compare equal.
inline std::string content_of(const std::filesystem::path& path) {
  const std::ifstream file(path, std::ios::binary);
  if (!file) ADD_FAILURE() << path << " is not there";
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace cantus
