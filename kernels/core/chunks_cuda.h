#pragma once

#include "kernels/core/gpu.h"

namespace cantus::gpu {

// Calls use(chunk) with chunk after chunk of shared memory that `source` fills: load() takes the
// next one into registers while this one is used, store(chunk) then puts it where the one before it
// lay. Two chunks lie there in turn, and one barrier a chunk is enough. All threads of a block call
// it; num_chunks is at least 1.
template <class Chunk, class Source, class Use>
__device__ inline void for_each_chunk(Source& source, int num_chunks, Chunk* chunks,
                                      const Use& use) {
  source.load();
  source.store(chunks[0]);
  for (int i = 0; i < num_chunks; ++i) {
    const bool has_next = i + 1 < num_chunks;
    __syncthreads();  // this chunk is there, and the one before has been read
    if (has_next) source.load();
    use(chunks[i % 2]);
    if (has_next) source.store(chunks[1 - i % 2]);
  }
}

}  // namespace cantus::gpu
