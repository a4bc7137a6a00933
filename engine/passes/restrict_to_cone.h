#pragma once

#include <optional>
#include <string>

#include "engine/graph.h"

namespace cantus {

// Takes a graph that reads overlapping excerpts, as unroll_in_time does, and computes with the
// named output `gradient` the gradient of each excerpt's result in that excerpt, [n, t, f, c]; and
// returns one that reads the stretch and computes of this gradient the row of frame `frame` alone,
// [n, 1, f, c]. The forward pass is unrolled: all excerpts share it. The backward pass, which they
// cannot share, is restricted to the rows of each layer that reach the wanted one, with what the
// gradient's rectifiers and pools need of the forward pass read from the stretch. Nothing is
// approximated. For the central frame of Schlueter 2016's excerpts that leaves 1 of 115 rows of the
// input, 5 of 111 behind the second convolution and 9 of 31 before the dense layers: with the
// shared forward pass 189 million products a frame instead of 3141.
//
// A pass over a graph behind `differentiate`, by either rule. None where a layer cannot be unrolled
// or has no such gradient: pools whose windows overlap, dilated convolutions, cones that reach an
// excerpt's ends. None either where somebody else reads a gradient of the cone or an output is an
// excerpt's columns: both would be there in part.
std::optional<Graph> restrict_to_cone(const Graph& graph, const std::string& input,
                                      const std::string& gradient, std::int64_t frame);

}  // namespace cantus
