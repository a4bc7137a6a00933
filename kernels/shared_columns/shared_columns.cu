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

void check(const SharedColumns& from, const SharedColumns& to, std::int64_t num_taps,
           std::int64_t num_rows) {
  CANTUS_REQUIRE(from.num_excerpts == to.num_excerpts && from.num_frames == to.num_frames,
                 "columns are gathered within the same excerpts");
  CANTUS_REQUIRE(to.reach >= from.reach + num_taps / 2 || !to.are_shared(),
                 "columns that differ do not share a row");
  CANTUS_REQUIRE(num_rows <= std::numeric_limits<std::int32_t>::max(),
                 "too many columns at a time");
}

template <int kSize, typename T>
void sum_channels(Queue& queue, const SharedColumns& from, const SharedColumns& to,
                  std::int64_t num_bands, std::int64_t num_channels, const T* x,
                  const Arithmetic<T>* bias, T* y) {
  using Body = SumTaps<T, kSize>;
  for_each(
      queue, to.num_rows() * num_bands, num_channels / kSize,
      Body{from, to, num_bands, num_channels / kSize, reinterpret_cast<const typename Body::In*>(x),
           reinterpret_cast<const typename Body::Bias*>(bias), bias != nullptr,
           reinterpret_cast<typename Body::In*>(y)});
}

}  // namespace

template <typename T>
void gather_columns(Queue& queue, const SharedColumns& from, const SharedColumns& to,
                    std::int32_t num_taps, std::int64_t column_size, const T* x, T* y) {
  const std::int64_t rows = std::int64_t{to.num_rows()} * num_taps;
  check(from, to, num_taps, rows);
  constexpr std::int64_t kPack = sizeof(ColumnPack) / sizeof(T);
  if (column_size % kPack == 0 && is_aligned(x) && is_aligned(y))
    for_each(queue, rows, column_size / kPack,
             GatherColumns<ColumnPack>{from, to, num_taps, column_size / kPack,
                                       reinterpret_cast<const ColumnPack*>(x),
                                       reinterpret_cast<ColumnPack*>(y)});
  else
    for_each(queue, rows, column_size, GatherColumns<T>{from, to, num_taps, column_size, x, y});
}

// The CPU's loops are made of single numbers, a GPU's threads take four channels.
template <typename T>
void sum_taps(Queue& queue, const SharedColumns& from, const SharedColumns& to,
              std::int64_t num_bands, std::int64_t num_channels, const T* x,
              const Arithmetic<T>* bias, T* y) {
  check(from, to, 3, to.num_rows() * num_bands);
  if (!queue.memory().is_host() && num_channels % 4 == 0 && is_aligned(x) && is_aligned(bias) &&
      is_aligned(y))
    sum_channels<4>(queue, from, to, num_bands, num_channels, x, bias, y);
  else
    sum_channels<1>(queue, from, to, num_bands, num_channels, x, bias, y);
}

void split_taps(Queue& queue, std::int64_t c_out, std::int64_t num_taps, std::int64_t size,
                const float* w, float* y) {
  for_each(queue, num_taps * c_out, size, SplitTaps{c_out, num_taps, size, w, y});
}

template decltype(gather_columns<float>) gather_columns<float>;
template decltype(gather_columns<Bfloat16>) gather_columns<Bfloat16>;
template decltype(sum_taps<float>) sum_taps<float>;
template decltype(sum_taps<Bfloat16>) sum_taps<Bfloat16>;

}  // namespace cantus
