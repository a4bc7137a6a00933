#pragma once

#include <string>

namespace cantus {

// The program's version: "0.1.0".
const char* version();

// "cantus 0.1.0": names the program in the files that it writes.
std::string tool();

}  // namespace cantus
