#pragma once

#include <cstdint>
#include <limits>

#include "kernels/core/enum_names.h"
#include "kernels/core/queue.h"

namespace cantus {

enum class LogKind {
  kLogOfSum,  // ln(x + eps)
  kLogOfMax,  // ln(max(x, eps))
  kLog1p,     // ln(1 + x); eps is not used
  kNone       // x itself, where magnitudes are wanted
};

template <>
struct EnumNames<LogKind> {
  static constexpr std::array kNames{"log(x + eps)", "log(max(x, eps))", "log1p(x)", "x"};
};

struct LogCompression {
  LogKind kind = LogKind::kLog1p;
  double eps = 0;  // above 0 where it is used

  bool has_eps() const { return kind == LogKind::kLogOfSum || kind == LogKind::kLogOfMax; }

  // Whether it has a logarithm of 0: that of the least normal float at least.
  bool is_sound() const {
    return !has_eps() || static_cast<float>(eps) >= std::numeric_limits<float>::min();
  }
};

// Compresses magnitudes (Schlueter 2016, section 3.1: log1p; Hou 2020's lineage: ln(x + 1e-8)).
// Requires a sound compression. Errors: kSoftware.
//   x [n], not negative; y [n], may be x itself
void log_compress(Queue& queue, const LogCompression& compression, std::int64_t n, const float* x,
                  float* y);

// The inverse: the magnitude that a compressed one stands for. What lies below silence, as values
// stored as float16 may, means no more than it: 0.
double magnitude_of(const LogCompression& compression, double compressed);

}  // namespace cantus
