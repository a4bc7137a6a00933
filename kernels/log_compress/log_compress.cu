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

template <typename T>
void log_compress(Queue& queue, const LogCompression& compression, std::int64_t n, const T* x,
                  T* y) {
  const T eps = static_cast<T>(compression.eps);
  CANTUS_REQUIRE(!compression.has_eps() || eps > 0, "the logarithm of zero");
  switch (compression.kind) {
    case LogKind::kLogOfSum:
      return for_each(queue, n, LogOfSum<T>{eps, x, y});
    case LogKind::kLogOfMax:
      return for_each(queue, n, LogOfMax<T>{eps, x, y});
    case LogKind::kLog1p:
      return for_each(queue, n, Log1p<T>{x, y});
    case LogKind::kNone:
      return for_each(queue, n, Uncompressed<T>{x, y});
  }
}

template decltype(log_compress<float>) log_compress<float>;
template decltype(log_compress<double>) log_compress<double>;

}  // namespace cantus
