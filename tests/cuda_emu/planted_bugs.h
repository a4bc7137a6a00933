#pragma once

#include <string>
#include <vector>

namespace cuda_emulator {

// Runs a kernel with the bug of that name and returns what it computed. The lines that a report of
// it must name end in "// planted: NAME" in planted_bugs.cpp.
std::vector<float> run_planted_bug(const std::string& name);

}  // namespace cuda_emulator
