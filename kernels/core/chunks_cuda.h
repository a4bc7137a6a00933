#pragma once

#include "kernels/core/gpu.h"

namespace cantus::gpu {

// Double buffering: calls use(chunk) for chunk after chunk that `source` brings to shared memory.
// Its load() reads the next chunk into registers while this one is used, and its store(chunk) then
// writes it over the previous one. Two chunks in turn need only one barrier per chunk. All threads
// of a block call this; num_chunks is at least 1.
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
