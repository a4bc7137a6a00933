#pragma once

#include <string>

namespace cantus {

// "0.1.0", of the whole program.
const char* version();

// "cantus 0.1.0": who wrote a file.
std::string tool();

}  // namespace cantus
