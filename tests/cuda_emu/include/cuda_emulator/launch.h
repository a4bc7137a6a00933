#pragma once

#include <cuda_runtime_api.h>
#include <vector_types.h>

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

namespace cuda_emulator {

// Thrown when a kernel does what would hang, or be undefined, on a GPU. The text names the kernel,
// the threads and the lines of source.
class Fault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Launch {
  const void* kernel = nullptr;  // its address, for reports
  dim3 grid, block;
  std::size_t shared_bytes = 0;
  std::function<void()> thread;       // what one thread runs
  std::size_t most_shared_bytes = 0;  // including the kernel's own arrays
};

// Runs all blocks of a launch, one after another. Throws Fault, or what a thread throws.
void run(const Launch& launch);

// Sets the order in which threads and blocks run: forward, reversed or shuffled:SEED. A correct
// kernel gives the same results in all. An empty text returns to CANTUS_EMULATOR_ORDER of the
// environment, the default. Throws std::invalid_argument for any other text.
void set_order(const std::string& text);

}  // namespace cuda_emulator

namespace fake_cuda {

// Runs or records a launch, or returns CUDA's reason for refusing it.
cudaError_t launch(cuda_emulator::Launch launch, cudaStream_t stream);

}  // namespace fake_cuda

namespace cuda_emulator {

// kernel<<<grid, block, shared_bytes, stream>>>(parameters...). Runs at once, unless the stream
// captures.
template <class... Parameters, class Tuple>
cudaError_t launch(void (*kernel)(Parameters...), dim3 grid, dim3 block, std::size_t shared_bytes,
                   cudaStream_t stream, const Tuple& parameters) {
  // Every thread copies the parameters from here, so that each has its own.
  auto thread = [kernel, parameters] { std::apply(kernel, parameters); };
  return fake_cuda::launch(
      {reinterpret_cast<const void*>(kernel), grid, block, shared_bytes, std::move(thread)},
      stream);
}

}  // namespace cuda_emulator
