#pragma once

// What a library's stand-in was asked to multiply by. A test that defines cantus_note_products()
// is told at every call of a product or a convolution; for others the symbol is null.
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
