#pragma once

#include <cstdint>

#include "kernels/core/bfloat16.h"
#include "kernels/core/body.h"

namespace cantus {

// Eight numbers that lie together and move together.
template <typename T>
struct alignas(16) CastPack {
  T at[8];
};

template <typename From, typename To>
struct CastOne {
  const From* x;
  To* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = static_cast<To>(x[i]); }
};

// One body eight numbers; both arrays are aligned to 16 bytes.
template <typename From, typename To>
struct CastEight {
  const From* x;
  To* y;

  CANTUS_BODY void operator()(std::int64_t i) const {
    const CastPack<From> in = reinterpret_cast<const CastPack<From>*>(x)[i];
    CastPack<To> out;
    for (int k = 0; k < 8; ++k) out.at[k] = static_cast<To>(in.at[k]);
    reinterpret_cast<CastPack<To>*>(y)[i] = out;
  }
};

}  // namespace cantus
