#pragma once

#include <string>

#include "kernels/conv2d/conv2d.h"

namespace cantus {

// The signatures of the passes for each storage, by which overloads are told apart.
template <typename T>
using Conv2dForward = void(Queue&, const Conv2dShape&, const T*, const T*, const float*, float, T*);
template <typename T>
using Conv2dBackwardData = void(Queue&, const Conv2dShape&, const T*, const T*, T*);
template <typename T>
using Conv2dBackwardWeights = void(Queue&, const Conv2dShape&, const T*, const T*, float*);

// For errors: "3x3 from 8 to 64 channels on 2 samples of 25x64".
std::string to_string(const Conv2dShape& shape);

}  // namespace cantus
