#pragma once

#include "models/networks/network.h"

namespace cantus {

// The source network of Hou 2020: speech activity in speech + music. Three gated convolutions, a
// dense layer over the flattened excerpt, two classes.
Network make_glu_cnn(const NetworkOptions& chosen);

}  // namespace cantus
