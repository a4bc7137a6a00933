#include "kernels/shared_columns/shared_columns.h"

#include <limits>

#include "kernels/core/bfloat16.h"
#include "kernels/core/body.h"
#include "kernels/core/error.h"
#include "kernels/core/launch.h"
#include "kernels/core/pack.h"

namespace cantus {

// The row that holds a column of an excerpt.
CANTUS_BODY std::int32_t row_of(const SharedColumns& c, std::int32_t excerpt, std::int32_t column) {
  if (!c.are_shared()) return excerpt * c.num_frames + column;
  if (column < c.reach) return column * c.num_excerpts + excerpt;
  const std::int32_t inside = c.num_frames - 2 * c.reach;
  if (column < c.reach + inside) return c.reach * (c.num_excerpts - 1) + excerpt + column;
  return c.num_inside() + (column - inside) * c.num_excerpts + excerpt;
}

struct ExcerptColumn {
  std::int32_t excerpt, column;
};

// A column that a row holds, of any of its excerpts.
CANTUS_BODY ExcerptColumn column_of(const SharedColumns& c, std::int32_t row) {
  if (!c.are_shared()) return {row / c.num_frames, row % c.num_frames};
  const std::int32_t begin = c.reach * c.num_excerpts;
  if (row < begin) return {row % c.num_excerpts, row / c.num_excerpts};
  row -= begin;
  if (row < c.num_excerpts) return {row, c.reach};
  if (row < c.num_inside()) return {c.num_excerpts - 1, c.reach + row - (c.num_excerpts - 1)};
  row -= c.num_inside();
  return {row % c.num_excerpts, c.num_frames - c.reach + row / c.num_excerpts};
}

// The row of tap k of a window, -1 for zeros beyond the excerpt.
CANTUS_BODY std::int32_t tap_row(const SharedColumns& from, const ExcerptColumn& centre,
                                 std::int32_t k, std::int32_t num_taps) {
  const std::int32_t column = centre.column + k - num_taps / 2;
  return column < 0 || column >= from.num_frames ? -1 : row_of(from, centre.excerpt, column);
}

// Over rows: a tap of a window each, in units that move together.
template <typename Unit>
struct GatherColumns {
  SharedColumns from, to;
  std::int32_t num_taps;
  std::int64_t column_size;  // in units
  const Unit* x;
  Unit* y;

  struct Place {
    const Unit* source;
    Unit* target;
    bool is_beyond;
  };

  CANTUS_BODY Place place(std::int64_t row) const {
    const auto tap = static_cast<std::int32_t>(row);
    const std::int32_t source =
        tap_row(from, column_of(to, tap / num_taps), tap % num_taps, num_taps);
    const bool is_beyond = source < 0;
    return {x + (is_beyond ? 0 : source * column_size), y + row * column_size, is_beyond};
  }
  CANTUS_BODY void operator()(const Place& p, std::int64_t i) const {
    const Unit value = p.source[i];
    p.target[i] = p.is_beyond ? Unit{} : value;
  }
};

// Over rows: a band of a column each; columns: kSize channels.
template <typename T, int kSize>
struct SumTaps {
  using Sum = Arithmetic<T>;
  using In = Pack<T, kSize>;
  using Bias = Pack<Sum, kSize>;
  static constexpr int kTaps = 3;

  SharedColumns from, to;
  std::int64_t num_bands;
  std::int64_t num_channels;  // in kSize
  const In* x;
  const Bias* bias;
  bool has_bias;
  In* y;

  struct Place {
    const In *before, *centre, *after;  // a column beyond the excerpt: the centre, for nothing
    bool is_first, is_last;
    In* y;
  };

  CANTUS_BODY Place place(std::int64_t row) const {
    const auto bands = static_cast<std::int32_t>(num_bands);
    const std::int32_t target = static_cast<std::int32_t>(row) / bands;
    const std::int64_t band = static_cast<std::int32_t>(row) - target * bands;
    const ExcerptColumn c = column_of(to, target);
    const bool is_first = c.column == 0;
    const bool is_last = c.column == from.num_frames - 1;
    const auto tap = [&](std::int32_t k, std::int32_t column) {
      return x + ((row_of(from, c.excerpt, column) * num_bands + band) * kTaps + k) * num_channels;
    };
    return {tap(0, c.column - (is_first ? 0 : 1)),
            tap(1, c.column),
            tap(2, c.column + (is_last ? 0 : 1)),
            is_first,
            is_last,
            y + row * num_channels};
  }
  CANTUS_BODY void operator()(const Place& p, std::int64_t i) const {
    const In before = p.before[i];
    const In centre = p.centre[i];
    const In after = p.after[i];
    const Bias b = has_bias ? bias[i] : Bias{};
    In out;
    for (int j = 0; j < kSize; ++j) {
      const Sum first = p.is_first ? Sum(0) : Sum(before.at[j]);
      const Sum last = p.is_last ? Sum(0) : Sum(after.at[j]);
      out.at[j] = T(b.at[j] + first + Sum(centre.at[j]) + last);
    }
    p.y[i] = out;
  }
};

// Over rows of y: a tap of an output channel each.
struct SplitTaps {
  std::int64_t c_out, num_taps, size;
  const float* w;
  float* y;

  CANTUS_BODY void operator()(std::int64_t row, std::int64_t i) const {
    y[row * size + i] = w[(row % c_out * num_taps + row / c_out) * size + i];
  }
};

namespace {

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
  constexpr int kPack = kAccessBytes / sizeof(T);
  using Unit = Pack<T, kPack>;
  if (column_size % kPack == 0 && is_aligned(x) && is_aligned(y))
    for_each(queue, rows, column_size / kPack,
             GatherColumns<Unit>{from, to, num_taps, column_size / kPack,
                                 reinterpret_cast<const Unit*>(x), reinterpret_cast<Unit*>(y)});
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
