#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cantus {

// Name and version of each library that the kernels run on, as linked now.
std::vector<std::pair<std::string, std::string>> kernel_library_versions();

}  // namespace cantus
