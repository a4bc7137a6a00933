#pragma once

#include <string>
#include <vector>

namespace cantus {

// Words as a line that a POSIX shell takes apart into just these, so that a user can run it again:
// those with anything but letters, digits and @%+=:,./-_ in them are quoted.
std::string shell_line(const std::vector<std::string>& words);

}  // namespace cantus
