#pragma once

#include "models/networks/network.h"

namespace cantus {

// The target network of Hou 2020: the gated convolutions of glu_cnn, then a bidirectional GRU whose
// two last states meet in a dense layer. 207,298 parameters (Table 1: "20.72", in units of 10^4).
Network make_glu_crnn(const NetworkOptions& chosen);

}  // namespace cantus
