#include "kernels/shared_columns/shared_columns.h"

#include <limits>

#include "kernels/core/bfloat16.h"
#include "kernels/core/error.h"
#include "kernels/core/launch.h"
#include "kernels/shared_columns/shared_columns_body.h"

namespace cantus {
namespace {

bool is_aligned(const void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer) % sizeof(ColumnPack) == 0;
}

}  // namespace

template <typename T>
void gather_columns(Queue& queue, const SharedColumns& from, const SharedColumns& to,
                    std::int32_t num_taps, std::int64_t column_size, const T* x, T* y) {
  CANTUS_REQUIRE(from.num_excerpts == to.num_excerpts && from.num_frames == to.num_frames,
                 "columns are gathered within the same excerpts");
  CANTUS_REQUIRE(to.reach >= from.reach + num_taps / 2 || !to.are_shared(),
                 "columns that differ do not share a row");
  const std::int64_t rows = std::int64_t{to.num_rows()} * num_taps;
  CANTUS_REQUIRE(rows <= std::numeric_limits<std::int32_t>::max(), "too many columns at a time");
  constexpr std::int64_t kPack = sizeof(ColumnPack) / sizeof(T);
  if (column_size % kPack == 0 && is_aligned(x) && is_aligned(y))
    for_each(queue, rows, column_size / kPack,
             GatherColumns<ColumnPack>{from, to, num_taps, column_size / kPack,
                                       reinterpret_cast<const ColumnPack*>(x),
                                       reinterpret_cast<ColumnPack*>(y)});
  else
    for_each(queue, rows, column_size, GatherColumns<T>{from, to, num_taps, column_size, x, y});
}

template void gather_columns(Queue&, const SharedColumns&, const SharedColumns&, std::int32_t,
                             std::int64_t, const float*, float*);
template void gather_columns(Queue&, const SharedColumns&, const SharedColumns&, std::int32_t,
                             std::int64_t, const double*, double*);
template void gather_columns(Queue&, const SharedColumns&, const SharedColumns&, std::int32_t,
                             std::int64_t, const Bfloat16*, Bfloat16*);

}  // namespace cantus
