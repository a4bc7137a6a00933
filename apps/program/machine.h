#pragma once

#include <string>

#include "apps/program/verb.h"
#include "kernels/core/precision.h"
#include "kernels/core/queue.h"

namespace cantus {

// Logs the device that runs and, where it is not float32, the precision: "device cpu (AVX-512), 2
// threads", "device cuda:0 (NVIDIA H200, ...), precision tf32".
void log_device(const CommonOptions& common, Precision precision = Precision::kFloat32);

// For a queue on a checked device: logs the tensor that differs most from the CPU's. Throws
// Error(kAnswerIsNo) where it differs by more than rounding explains.
void report_check(const Queue& queue);

// Describes a GPU: its name, compute capability, memory and software. Throws Error(kUnavailable),
// with the reason, where there is none.
std::string describe_gpu(Device device);

// What decides how the device's sums are rounded, besides the number of threads: a CPU's
// instruction sets, or a GPU's name and software.
std::string processor_of(Device device);

// The widest vector extension the program was built for: "AVX-512", "AVX2", "SSE", "SVE",
// "NEON".
const char* vector_extension();

}  // namespace cantus
