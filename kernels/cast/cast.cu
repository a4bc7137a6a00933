#include "kernels/cast/cast.h"

#include "kernels/cast/cast_body.h"
#include "kernels/core/launch.h"

namespace cantus {
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
