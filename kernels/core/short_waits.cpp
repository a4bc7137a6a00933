#include "kernels/core/short_waits.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace cantus {

void wait_briefly(char** argv) {
  constexpr const char* kTurns = "GOMP_SPINCOUNT";
  if (std::getenv(kTurns) != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  std::error_code failure;
  // By its own name, which process lists show.
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
  if (failure || ::setenv(kTurns, "10000", 1) != 0) return;
  ::execv(program.c_str(), argv);
}

}  // namespace cantus
