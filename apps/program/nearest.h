#pragma once

#include <string>
#include <vector>

namespace cantus {

// The candidate that `name` is short for ("lr" for "learning_rate": the same first letter, and the
// others in the same order), or which holds it; else the one that needs the fewest edits
// (insertion, deletion, replacement, swap of neighbours) to become it. None ("") when more than a
// third of the letters would change.
std::string nearest(const std::string& name, const std::vector<std::string>& candidates);

// "did you mean `NEAREST`?", or "" when nothing is near.
std::string did_you_mean(const std::string& name, const std::vector<std::string>& candidates);

// "1 song", "2 songs".
std::string counted(std::size_t count, const std::string& noun);

// "a, b, c"
std::string join(const std::vector<std::string>& names);

}  // namespace cantus
