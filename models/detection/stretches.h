#pragma once

#include <cstdint>
#include <vector>

namespace cantus {

// Stretches, in the order of a song, that together hold `num_excerpts` excerpts, so that few frames
// are computed: each takes `overlap` frames beside its excerpts. The last may hold more than are
// left. `sizes` are ascending.
std::vector<std::int64_t> cover_with_stretches(std::int64_t num_excerpts,
                                               const std::vector<std::int64_t>& sizes,
                                               std::int64_t overlap);

}  // namespace cantus
