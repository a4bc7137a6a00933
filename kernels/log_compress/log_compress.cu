#include "kernels/log_compress/log_compress.h"

#include <algorithm>
#include <cmath>

#include "kernels/core/error.h"
#include "kernels/core/launch.h"
#include "kernels/log_compress/log_compress_body.h"

namespace cantus {

double magnitude_of(const LogCompression& compression, double compressed) {
  switch (compression.kind) {
    case LogKind::kLogOfSum:
      return std::max(0.0, std::exp(compressed) - compression.eps);
    case LogKind::kLogOfMax:
      return std::exp(compressed);
    case LogKind::kLog1p:
      return std::max(0.0, std::expm1(compressed));
    case LogKind::kNone:
      break;
  }
  return std::max(0.0, compressed);
}

void log_compress(Queue& queue, const LogCompression& compression, std::int64_t n, const float* x,
                  float* y) {
  CANTUS_REQUIRE(compression.is_sound(), "the logarithm of zero");
  const float eps = static_cast<float>(compression.eps);
  switch (compression.kind) {
    case LogKind::kLogOfSum:
      return for_each(queue, n, LogOfSum{eps, x, y});
    case LogKind::kLogOfMax:
      return for_each(queue, n, LogOfMax{eps, x, y});
    case LogKind::kLog1p:
      return for_each(queue, n, Log1p{x, y});
    case LogKind::kNone:
      return for_each(queue, n, Uncompressed{x, y});
  }
}

}  // namespace cantus
