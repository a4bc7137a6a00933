#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "data/excerpts/excerpts.h"
#include "engine/parameters.h"
#include "models/networks/network.h"

namespace cantus {

// Of every song that has excerpts the one that the network finds the likeliest to have voice, the
// first of equals: BP-MIP's choice (Schlueter 2016, section 3.2), found by detection over the whole
// song. `excerpts` holds standardized features. `note_song` is called before each song.
std::vector<std::int64_t> likeliest_excerpts(Queue& queue, const Network& network,
                                             Parameters& parameters, const Excerpts& excerpts,
                                             Precision precision,
                                             const std::function<void()>& note_song);

}  // namespace cantus
