#pragma once

#include "models/networks/network.h"

namespace cantus {

// The network of Schlueter 2016, section 3.1: five convolutions and three dense layers over 115
// frames x 372 linear bins; 3,989,569 parameters. The fifth convolution leaves four frequency
// offsets, and the pool behind it takes the best: singing may be shifted in pitch.
Network make_spectrogram_cnn(const NetworkOptions& chosen);

}  // namespace cantus
