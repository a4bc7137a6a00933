#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

enum class LogKind {
  kLogOfSum,  // ln(x + eps)
  kLogOfMax,  // ln(max(x, eps))
  kLog1p,     // ln(1 + x); eps is not used
  kNone       // x itself, where magnitudes are wanted
};

// "log(x + eps)", "log(max(x, eps))", "log1p(x)", "x".
const char* to_string(LogKind kind);

struct LogCompression {
  LogKind kind = LogKind::kLog1p;
  double eps = 0;  // above 0 where it is used

  bool has_eps() const { return kind == LogKind::kLogOfSum || kind == LogKind::kLogOfMax; }
};

// Compresses magnitudes (Schlueter 2016, section 3.1: log1p; Hou 2020's lineage: ln(x + 1e-8)).
//   x [n], not negative; y [n], may be x itself
void log_compress(Queue& queue, const LogCompression& compression, std::int64_t n, const float* x,
                  float* y);

}  // namespace cantus
