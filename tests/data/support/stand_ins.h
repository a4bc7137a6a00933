#pragma once

#include "tests/data/support/scratch.h"
#include "tests/support/environment_variable.h"

namespace cantus {

// Replaces programs for a test: its own come first on PATH while the object lives.
class StandIns {
 public:
  // From now on, `program` is a file with this content, or this sh script.
  void put_file(const std::string& program, const std::string& content) const {
    std::filesystem::permissions(scratch_.file(program, content),
                                 std::filesystem::perms::owner_all);
  }
  void put(const std::string& program, const std::string& script) const {
    put_file(program, "#!/bin/sh\n" + script + "\n");
  }

 private:
  Scratch scratch_;
  testing::EnvironmentVariable path_{"PATH",
                                     scratch_.folder().string() + ":" + std::getenv("PATH")};
};

}  // namespace cantus
