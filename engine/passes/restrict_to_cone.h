#pragma once

#include <optional>
#include <string>

#include "engine/graph.h"

namespace cantus {

// Takes a graph that reads overlapping excerpts, as unroll_in_time does, and whose named output
// `gradient` is the gradient of each excerpt's result with respect to that excerpt, [n, t, f, c].
// Returns a graph that reads the stretch and computes only row `frame` of this gradient, [n, 1, f,
// c]. The forward pass is unrolled: all excerpts share it. The backward pass, which they cannot
// share, is restricted to the rows of each layer that reach the wanted row; what its rectifiers and
// pools need from the forward pass they read from the stretch. Nothing is approximated. For the
// central frame of Schlueter 2016's excerpts that leaves 1 of 115 rows of the input, 5 of 111
// behind the second convolution and 9 of 31 before the dense layers: with the shared forward pass
// 189 million products a frame instead of 3141.
//
// A pass over a graph behind `differentiate`, by either rule. None where a layer cannot be unrolled
// or its gradient cannot be restricted: pools whose windows overlap, dilated convolutions, cones
// that reach an excerpt's ends. None either where another node reads a gradient of the cone, or an
// output is an excerpt's columns: neither would be there in full.
std::optional<Graph> restrict_to_cone(const Graph& graph, const std::string& input,
                                      const std::string& gradient, std::int64_t frame);

}  // namespace cantus
