#pragma once

#include "kernels/log_compress/log_compress.h"
#include "kernels/log_compress/log_compress_body.h"

namespace cantus {

// log_compress in place on one thread, for kernels of the CPU that fuse it with the spectrum.
inline void log_compress_batch(const LogCompression& compression, std::int64_t n, float* x) {
  const auto run = [n](const auto body) {
#pragma omp simd
    for (std::int64_t i = 0; i < n; ++i) body(i);
  };
  const auto eps = static_cast<float>(compression.eps);
  switch (compression.kind) {
    case LogKind::kLogOfSum:
      return run(LogOfSum{eps, x, x});
    case LogKind::kLogOfMax:
      return run(LogOfMax{eps, x, x});
    case LogKind::kLog1p:
      return run(Log1p{x, x});
    case LogKind::kNone:
      return;
  }
}

}  // namespace cantus
