#pragma once

#include <string>
#include <vector>

namespace cuda_emulator {

// Runs a kernel with the named bug and returns its result. The lines that a report of the bug must
// name end in "// planted: NAME" in planted_bugs.cpp.
std::vector<float> run_planted_bug(const std::string& name);

}  // namespace cuda_emulator
