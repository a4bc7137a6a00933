#pragma once

#include "kernels/conv2d/conv2d.h"

namespace cantus {

// The signatures of the passes for each storage, by which overloads are told apart.
template <typename T>
using Conv2dForward = void(Queue&, const Conv2dShape&, const T*, const T*, const float*, float, T*);
template <typename T>
using Conv2dBackwardData = void(Queue&, const Conv2dShape&, const T*, const T*, T*);
template <typename T>
using Conv2dBackwardWeights = void(Queue&, const Conv2dShape&, const T*, const T*, float*);

}  // namespace cantus
