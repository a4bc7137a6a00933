#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace cantus {

// A folder of the test's own, gone with it.
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

  // The path of a new file with this content.
  std::filesystem::path file(const std::string& name, const std::string& content) const {
    // A file cut to nothing and written again is flushed by ext4 at once: a new one is 20 times
    // faster.
    std::filesystem::remove(folder_ / name);
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }

 private:
  std::filesystem::path folder_;
};

// Of a file that is there: two that were never written would be equal.
inline std::string content_of(const std::filesystem::path& path) {
  const std::ifstream file(path, std::ios::binary);
  if (!file) ADD_FAILURE() << path << " is not there";
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace cantus
