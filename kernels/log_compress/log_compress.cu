#include "kernels/log_compress/log_compress.h"

#include "kernels/core/error.h"
#include "kernels/core/launch.h"
#include "kernels/log_compress/log_compress_body.h"

namespace cantus {

const char* to_string(LogKind kind) {
  switch (kind) {
    case LogKind::kLogOfSum:
      return "log(x + eps)";
    case LogKind::kLogOfMax:
      return "log(max(x, eps))";
    case LogKind::kLog1p:
      return "log1p(x)";
    case LogKind::kNone:
      break;
  }
  return "x";
}

void log_compress(Queue& queue, const LogCompression& compression, std::int64_t n, const float* x,
                  float* y) {
  const float eps = static_cast<float>(compression.eps);
  CANTUS_REQUIRE(!compression.has_eps() || eps > 0, "the logarithm of zero");
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
