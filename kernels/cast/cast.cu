#include "kernels/cast/cast.h"

#include <cstdint>

#include "kernels/core/bfloat16.h"
#include "kernels/core/body.h"
#include "kernels/core/launch.h"
#include "kernels/core/pack.h"

namespace cantus {

template <typename From, typename To>
struct CastOne {
  const From* x;
  To* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = static_cast<To>(x[i]); }
};

// One body eight numbers; both arrays are aligned.
template <typename From, typename To>
struct CastEight {
  const From* x;
  To* y;

  CANTUS_BODY void operator()(std::int64_t i) const {
    const Pack<From, 8> in = reinterpret_cast<const Pack<From, 8>*>(x)[i];
    Pack<To, 8> out;
    for (int k = 0; k < 8; ++k) out.at[k] = static_cast<To>(in.at[k]);
    reinterpret_cast<Pack<To, 8>*>(y)[i] = out;
  }
};

namespace {

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
