#pragma once

#include <fstream>
#include <string>
#include <vector>

namespace cuda_emulator {

// "planted_bugs.cpp:LINE" for every line that is marked with this bug.
inline std::vector<std::string> lines_of_bug(const std::string& name) {
  std::ifstream source(CANTUS_PLANTED_BUGS);
  const std::string mark = "// planted: " + name;
  std::vector<std::string> places;
  int number = 0;
  for (std::string line; std::getline(source, line);) {
    ++number;
    const bool marked = line.size() > mark.size() &&
                        line.compare(line.size() - mark.size(), mark.size(), mark) == 0;
    if (marked) places.push_back("planted_bugs.cpp:" + std::to_string(number));
  }
  return places;
}

}  // namespace cuda_emulator
