#pragma once

namespace cantus {

// How matrix products and convolutions multiply on a GPU. Sums are in float32 always, and the CPU
// multiplies in float32 always.
enum class Precision {
  kFloat32,   // every product of two floats as it is
  kTf32,      // factors are rounded to 10 bits of mantissa, for the tensor cores
  kBfloat16,  // activations and weights are stored with 7 bits of mantissa
};

}  // namespace cantus
