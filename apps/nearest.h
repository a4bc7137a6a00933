#pragma once

#include <string>
#include <vector>

namespace cantus {

// The candidate that needs the fewest edits (insertion, deletion, replacement, swap of neighbours)
// to become `name`, or none ("") when more than a third of the letters would change.
std::string nearest(const std::string& name, const std::vector<std::string>& candidates);

// "did you mean `NEAREST`?", or "" when nothing is near.
std::string did_you_mean(const std::string& name, const std::vector<std::string>& candidates);

// "a, b, c"
std::string join(const std::vector<std::string>& names);

}  // namespace cantus
