#pragma once

#include <cstdint>

#include "kernels/conv2d/winograd_maps.h"
#include "kernels/core/tile.h"

// The maps to points and back on the CPU: of neighbouring channels at once.
namespace cantus::conv2d_winograd {

using Channels = Vector<float>;  // neighbouring channels of one frame and band
constexpr std::int64_t kChannels = kVectorSize<float>;

}  // namespace cantus::conv2d_winograd
