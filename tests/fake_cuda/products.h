#pragma once

// The type of the factors that a library's stand-in was asked to multiply. If a test defines
// cantus_note_products(), every product and convolution calls it; otherwise the symbol is null.
namespace fake_cuda {

enum class Factors : int { kFloat32, kTf32, kBfloat16 };

}  // namespace fake_cuda

extern "C" __attribute__((weak, visibility("default"))) void cantus_note_products(
    fake_cuda::Factors factors);

namespace fake_cuda {

inline void note_products(Factors factors) {
  if (cantus_note_products != nullptr) cantus_note_products(factors);
}

}  // namespace fake_cuda
