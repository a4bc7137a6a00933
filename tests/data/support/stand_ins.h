#pragma once

#include "tests/data/support/scratch.h"
#include "tests/support/environment_variable.h"

namespace cantus {

// Programs of the test's own, which come first on PATH while the object lives.
class StandIns {
 public:
  // From now on `program` is this file, or this script of sh.
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
