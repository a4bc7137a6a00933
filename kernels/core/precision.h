#pragma once

#include "kernels/core/device.h"
#include "kernels/core/enum_names.h"

namespace cantus {

// How matrix products and convolutions multiply on a GPU. Sums are in float32 always, and the CPU
// multiplies in float32 always.
enum class Precision {
  kFloat32,   // every product of two floats as it is
  kTf32,      // factors are rounded to 10 bits of mantissa, for the tensor cores
  kBfloat16,  // activations and weights are stored with 7 bits of mantissa
};

template <>
struct EnumNames<Precision> {
  static constexpr std::array kNames{"float32", "tf32", "bf16"};
};

// Throws Error(kUnavailable) where the device does not compute at the precision: another than
// float32 on the CPU, or on a device that is checked against it.
void require_precision(Device device, Precision precision);

}  // namespace cantus
