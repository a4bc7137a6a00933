#pragma once

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace cantus {

// The names of all that a folder holds, hidden files too, in no order. Unlike the standard
// library's iterator, which ends the program there, it throws std::bad_alloc when memory runs out.
// What cannot be listed sets `failure`; the names are then those before.
std::vector<std::string> names_in(const std::filesystem::path& folder, std::error_code& failure);

}  // namespace cantus
