#pragma once

#include "kernels/gemm/gemm.h"

namespace cantus::gpu {

// The product of kernels/gemm/gemm.h on a GPU's queue, by cuBLAS, for other kernels of the module.
// It takes no scratch of the queue, so that its caller may keep its own there, and allocates
// nothing once the queue's cuBLAS handle is made (gemm_scratch_bytes makes it, while planning).
void gemm(Queue& queue, const GemmShape& shape, const float* a, const float* b, float* c);
void gemm(Queue& queue, const GemmShape& shape, const Bfloat16* a, const Bfloat16* b, float* c);
// Sums are floats, rounded once at their end.
void gemm(Queue& queue, const GemmShape& shape, const Bfloat16* a, const Bfloat16* b, Bfloat16* c);
std::size_t gemm_scratch_bytes(Queue& queue, const GemmShape& shape);  // 0

}  // namespace cantus::gpu
