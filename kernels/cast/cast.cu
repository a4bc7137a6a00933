#include "kernels/cast/cast.h"

#include <cstdint>

#include "kernels/core/bfloat16.h"
#include "kernels/core/body.h"
#include "kernels/core/launch.h"

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

namespace {

bool is_aligned(const void* pointer) { return reinterpret_cast<std::uintptr_t>(pointer) % 16 == 0; }

template <typename From, typename To>
void run(Queue& queue, std::int64_t n, const From* x, To* y) {
  const std::int64_t packed = is_aligned(x) && is_aligned(y) ? n / 8 : 0;
  if (packed > 0) for_each(queue, packed, CastEight<From, To>{x, y});
  if (8 * packed < n)
    for_each(queue, n - 8 * packed, CastOne<From, To>{x + 8 * packed, y + 8 * packed});
}

}  // namespace

void cast(Queue& queue, std::int64_t n, const float* x, Bfloat16* y) { run(queue, n, x, y); }
void cast(Queue& queue, std::int64_t n, const Bfloat16* x, float* y) { run(queue, n, x, y); }

}  // namespace cantus
