#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cantus {

// Name and version of each library that data/ is linked with at run time.
std::vector<std::pair<std::string, std::string>> data_library_versions();

}  // namespace cantus
