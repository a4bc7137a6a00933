#pragma once

#include "kernels/core/launch.h"
#include "kernels/shared_columns/shared_columns.h"

namespace cantus {

// Numbers that move together: 16 bytes.
struct alignas(16) ColumnPack {
  float at[4];
};

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

}  // namespace cantus
