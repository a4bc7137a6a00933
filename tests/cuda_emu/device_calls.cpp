#include "tests/cuda_emu/multiprocessor.h"

// What kernels call, handed to the multiprocessor that runs them.
namespace cuda_emulator {

int block_barrier(Vote vote, bool predicate, Site site) {
  return Multiprocessor::current().barrier(vote, predicate, site);
}

void memory_fence() { Multiprocessor::current().fence(); }

Word warp_operation(WarpOperation operation, unsigned mask, Word word, int operand, int width,
                    Site site) {
  return Multiprocessor::current().warp_operation(operation, mask, word, operand, width, site);
}

unsigned active_mask() { return Multiprocessor::current().active_mask(); }

void* shared_array(const void* site, const char* name, std::size_t bytes, std::size_t alignment) {
  return Multiprocessor::current().shared_array(site, name, bytes, alignment);
}

void* dynamic_shared_memory() { return Multiprocessor::current().dynamic_shared_memory(); }

}  // namespace cuda_emulator
