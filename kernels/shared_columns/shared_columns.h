#pragma once

#include <cstdint>

#include "kernels/core/bfloat16.h"
#include "kernels/core/body.h"
#include "kernels/core/queue.h"

namespace cantus {

// The columns (frames of a layer's output) of excerpts that overlap, each different one once.
// Excerpt e begins at frame e of a stretch. A layer that sees zeros beyond an excerpt's ends gives
// it edges of its own; but as far inside as layers so far could `reach`, a column is the same in
// every excerpt that holds its frame. In order of their place in an excerpt there are
//   `reach` runs of num_excerpts rows: the columns at distance 0, 1, .. from the excerpts' begin,
//   one run over the stretch: the columns inside,
//   `reach` runs of num_excerpts rows: those at distance .., 1, 0 from the excerpts' end.
// With reach 0 the rows are the frames of the stretch. Excerpts without a column inside have rows
// of their own, [num_excerpts, num_frames].
struct SharedColumns {
  std::int32_t num_excerpts, num_frames, reach;

  CANTUS_BODY bool are_shared() const { return 2 * reach + 1 < num_frames; }
  // Rows of the run over the stretch.
  CANTUS_BODY std::int32_t num_inside() const { return num_excerpts + num_frames - 1 - 2 * reach; }
  CANTUS_BODY std::int32_t num_rows() const {
    return are_shared() ? 2 * reach * num_excerpts + num_inside() : num_excerpts * num_frames;
  }
};

// The windows of `num_taps` columns (odd) that the next layer sees, zeros beyond an excerpt's ends:
//   y[row of to, k] = x[row of from that holds column i + k - num_taps / 2 of excerpt e]
// where row stands for column i of excerpt e in `to`. Both are of the same excerpts, and a row of
// `to` has one window alone: to.reach >= from.reach + num_taps / 2 or to is not shared.
// T is float or Bfloat16.
//   x [from.num_rows(), column_size], y [to.num_rows(), num_taps, column_size]
template <typename T>
void gather_columns(Queue& queue, const SharedColumns& from, const SharedColumns& to,
                    std::int32_t num_taps, std::int64_t column_size, const T* x, T* y);

// A convolution of three taps in time from what each of `from`'s columns gives to each tap:
//   y[row of to, f, c] = bias[c] + sum_k x[row of from that holds column i + k - 1, f, k, c]
// where nothing comes from beyond an excerpt's ends. T is float or Bfloat16.
//   x [from.num_rows(), num_bands, 3, num_channels], bias [num_channels] or null,
//   y [to.num_rows(), num_bands, num_channels]
template <typename T>
void sum_taps(Queue& queue, const SharedColumns& from, const SharedColumns& to,
              std::int64_t num_bands, std::int64_t num_channels, const T* x,
              const Arithmetic<T>* bias, T* y);

// A convolution's weights by tap in time, so that its taps are so many times the channels of one
// without extent in time: y[k, o] = w[o, k].
//   w [c_out, num_taps, size], y [num_taps, c_out, size]
void split_taps(Queue& queue, std::int64_t c_out, std::int64_t num_taps, std::int64_t size,
                const float* w, float* y);

}  // namespace cantus
