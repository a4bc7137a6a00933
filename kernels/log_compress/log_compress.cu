#include "kernels/log_compress/log_compress.h"

#include "kernels/core/error.h"
#include "kernels/core/launch.h"
#include "kernels/log_compress/log_compress_body.h"

namespace cantus {

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
