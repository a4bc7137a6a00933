#pragma once

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace cantus {

// The names of a folder's entries, hidden ones included, in no particular order. Throws
// std::bad_alloc when memory runs out, where the standard library's iterator ends the program. Sets
// `failure` when listing fails; the result then holds the names read until then.
std::vector<std::string> names_in(const std::filesystem::path& folder, std::error_code& failure);

}  // namespace cantus
