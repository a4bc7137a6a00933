#pragma once

#include "kernels/core/queue.h"
#include "kernels/core/row_tiles_cuda.h"

namespace cantus::gpu {

// Each thread builds Map::Columns<kWidth>(map, first channel) once; run<kRows>(row, stride) maps
// that pack of channels in kRows rows. Threads go from the last row to the first: what the previous
// kernel read or wrote last may still be in the cache.
template <int kWidth, class Map>
__global__ void __launch_bounds__(kTileThreads, Map::kBlocksEach)
    map_rows_kernel(std::int64_t num_rows, std::int64_t num_channels, Map map) {
  constexpr int kRows = Map::kRowsAtOnce;
  const std::int64_t channel = tile_channel<kWidth>();
  if (channel >= num_channels) return;
  const typename Map::template Columns<kWidth> columns(map, channel);
  const std::int64_t stride = tile_stride();
  std::int64_t row = num_rows - 1 - tile_row();
  for (; row - (kRows - 1) * stride >= 0; row -= kRows * stride)
    columns.template run<kRows>(row, -stride);
  for (; row >= 0; row -= stride) columns.template run<1>(row, -stride);
}

// Runs the map over a matrix, in packs of kPacked channels where `packed`.
//   Map::kRowsAtOnce  rows whose loads a thread has in flight together
//   Map::kBlocksEach  resident blocks of a multiprocessor, which share its 65536 registers
template <int kPacked = 4, class Map>
void map_rows(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, bool packed,
              const Map& map) {
  if (num_rows <= 0 || num_channels <= 0) return;
  const RowTiles tiles(num_rows, num_channels, packed ? kPacked : 1, Map::kRowsAtOnce);
  launch(packed ? map_rows_kernel<kPacked, Map> : map_rows_kernel<1, Map>, tiles.grid, tiles.block,
         0, queue.stream(), num_rows, num_channels, map);
}

}  // namespace cantus::gpu
