#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "kernels/core/blocks.h"

namespace cantus {

// Scratch of column_sums.
inline std::size_t column_sums_scratch_bytes(std::int64_t num_rows, std::int64_t num_columns,
                                             int num_sums) {
  return sizeof(double) * block_sums(Blocks(num_rows), num_sums * num_columns);
}

namespace column_sums_detail {

// Adds rows [begin, end) to sums [kSums, num_columns]. The sums are written out, not looped over:
// the loop over the columns is vectorised only when nothing is left to unroll inside it.
template <int kSums, class Terms, std::size_t... kSum>
void add_rows(std::int64_t begin, std::int64_t end, std::int64_t num_columns, const Terms& terms,
              double* sums, std::index_sequence<kSum...>) {
  const Terms local = terms;
  std::int64_t row = begin;
  // Four rows at once: the sums travel to memory and back a quarter as often.
  for (; row + 4 <= end; row += 4) {
#pragma GCC ivdep
    for (std::int64_t c = 0; c < num_columns; ++c) {
      const std::array<double, kSums> first = local(row, c);
      const std::array<double, kSums> second = local(row + 1, c);
      const std::array<double, kSums> third = local(row + 2, c);
      const std::array<double, kSums> fourth = local(row + 3, c);
      ((sums[kSum * num_columns + c] += (std::get<kSum>(first) + std::get<kSum>(second)) +
                                        (std::get<kSum>(third) + std::get<kSum>(fourth))),
       ...);
    }
  }
  for (; row < end; ++row) {
#pragma GCC ivdep
    for (std::int64_t c = 0; c < num_columns; ++c) {
      const std::array<double, kSums> only = local(row, c);
      ((sums[kSum * num_columns + c] += std::get<kSum>(only)), ...);
    }
  }
}

}  // namespace column_sums_detail

// Sums over the rows of a matrix, columns innermost: terms(row, column) gives what one element adds
// to each of kSums sums. Returns sums [kSums, num_columns], which lie at the start of the scratch.
// In double, over fixed blocks of rows: the bits depend on the shape alone.
template <int kSums, class Terms>
const double* column_sums(Queue& queue, std::int64_t num_rows, std::int64_t num_columns,
                          void* scratch, const Terms& terms) {
  return sum_over_blocks(queue, Blocks(num_rows), kSums * num_columns,
                         static_cast<double*>(scratch),
                         [&](std::int64_t begin, std::int64_t end, double* sums) {
                           column_sums_detail::add_rows<kSums>(begin, end, num_columns, terms, sums,
                                                               std::make_index_sequence<kSums>());
                         });
}

}  // namespace cantus
