#pragma once

#include <string>
#include <vector>

namespace cantus {

// The candidate that `name` abbreviates ("lr" for "learning_rate": the same first letter, and the
// others in the same order) or is a part of; else the one that the fewest edits (insertion,
// deletion, replacement, swap of neighbours) turn `name` into. "" when more than a third of the
// letters would change.
std::string nearest(const std::string& name, const std::vector<std::string>& candidates);

// "did you mean `NEAREST`?", or "" when nothing is near.
std::string did_you_mean(const std::string& name, const std::vector<std::string>& candidates);

}  // namespace cantus
