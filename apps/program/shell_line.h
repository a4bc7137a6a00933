#pragma once

#include <string>
#include <vector>

namespace cantus {

// Joins the words to a line that a POSIX shell splits into the same words, so that a user can run
// it again: words that hold anything but letters, digits and @%+=:,./-_ are quoted.
std::string shell_line(const std::vector<std::string>& words);

}  // namespace cantus
