#include <cuda_emulator/launch.h>
#include <gtest/gtest.h>

#include "tests/cuda_emu/planted_bugs.h"

// A program compiled with a sanitizer: runs the planted bug of the given name, or, without a name,
// the correct kernels, for which no sanitizer may report anything.
namespace {

TEST(Sanitized, AFaultIsNoErrorOfMemory) {
  for (const char* name : {"divergent_barrier", "mask_too_wide", "returned_lane"})
    EXPECT_THROW(cuda_emulator::run_planted_bug(name), cuda_emulator::Fault);
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc == 1) return RUN_ALL_TESTS();
  cuda_emulator::run_planted_bug(argv[1]);
  return 0;
}
