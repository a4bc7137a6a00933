#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace cantus::reference {

struct Columns {
  int num_excerpts, num_frames, reach;
};

// Names every column of every excerpt: its place among the distinct columns and its frame in the
// stretch, or its excerpt and its place if no column is shared. Names in sorted order are the rows.
using ColumnName = std::pair<int, int>;

inline ColumnName name_of(const Columns& c, int excerpt, int column) {
  const int from_end = c.num_frames - 1 - column;
  bool has_inside = false;
  for (int i = 0; i < c.num_frames; ++i)
    has_inside = has_inside || (i > c.reach && c.num_frames - i > c.reach);
  if (!has_inside) return {excerpt, column};
  int place = c.reach;
  if (column < c.reach) place = column;
  if (from_end < c.reach) place = 2 * c.reach - from_end;
  return {place, excerpt + column};
}

// The row of each name.
inline std::map<ColumnName, int> rows_of(const Columns& c) {
  std::map<ColumnName, int> rows;
  for (int e = 0; e < c.num_excerpts; ++e)
    for (int i = 0; i < c.num_frames; ++i) rows[name_of(c, e, i)] = 0;
  int row = 0;
  for (auto& [name, number] : rows) number = row++;
  return rows;
}

// Excerpt by excerpt, column by column: a column that excerpts share is written several times.
template <typename T>
void gather_columns(const Columns& from, const Columns& to, int num_taps, std::int64_t size,
                    const std::vector<T>& x, std::vector<T>& y) {
  const auto sources = rows_of(from);
  const auto targets = rows_of(to);
  for (int e = 0; e < from.num_excerpts; ++e) {
    for (int i = 0; i < from.num_frames; ++i) {
      for (int k = 0; k < num_taps; ++k) {
        const int column = i + k - num_taps / 2;
        const bool is_inside = column >= 0 && column < from.num_frames;
        for (std::int64_t j = 0; j < size; ++j)
          y[(targets.at(name_of(to, e, i)) * num_taps + k) * size + j] =
              is_inside ? x[sources.at(name_of(from, e, column)) * size + j] : T(0);
      }
    }
  }
}

// A convolution of three taps, excerpt by excerpt, from the columns' products with each tap.
template <typename T>
void sum_taps(const Columns& from, const Columns& to, std::int64_t bands, std::int64_t channels,
              const std::vector<T>& x, const std::vector<T>& bias, std::vector<T>& y) {
  const auto sources = rows_of(from);
  const auto targets = rows_of(to);
  for (int e = 0; e < from.num_excerpts; ++e) {
    for (int i = 0; i < from.num_frames; ++i) {
      for (std::int64_t j = 0; j < bands * channels; ++j) {
        const std::int64_t band = j / channels;
        const std::int64_t channel = j % channels;
        T sum = bias.empty() ? T(0) : bias[channel];
        for (int k = 0; k < 3; ++k)
          if (i + k - 1 >= 0 && i + k - 1 < from.num_frames)
            sum += x[((sources.at(name_of(from, e, i + k - 1)) * bands + band) * 3 + k) * channels +
                     channel];
        y[targets.at(name_of(to, e, i)) * bands * channels + j] = sum;
      }
    }
  }
}

}  // namespace cantus::reference
