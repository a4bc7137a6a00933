#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/log_compress/log_compress.h"

namespace cantus::reference {

template <typename T>
void log_compress(const LogCompression& compression, const std::vector<T>& x, std::vector<T>& y) {
  const T eps = static_cast<T>(static_cast<float>(compression.eps));
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (compression.kind == LogKind::kLogOfSum) y[i] = std::log(x[i] + eps);
    if (compression.kind == LogKind::kLogOfMax) y[i] = std::log(std::max(x[i], eps));
    if (compression.kind == LogKind::kNone) y[i] = x[i];
    if (compression.kind == LogKind::kLog1p) y[i] = std::log1p(x[i]);
  }
}

}  // namespace cantus::reference
