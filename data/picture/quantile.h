#pragma once

#include <vector>

namespace cantus {

// The value that this part of the others stays below: 0 for the least, 1 for the greatest. Requires
// that there are some.
float quantile_of(std::vector<float> values, double part);

}  // namespace cantus
