#include "bench/support/ceilings.h"

#include <cstring>
#include <vector>

#include "bench/support/paired_runs.h"
#include "kernels/core/blocks.h"
#include "kernels/gemm/gemm.h"

namespace cantus::bench {
namespace {

// Floats on a queue's device that are not zero: zeros run faster than data does.
class Floats {
 public:
  Floats(Queue& queue, std::int64_t n)
      : stream_(queue.memory()), data_(static_cast<float*>(stream_.allocate(n * sizeof(float)))) {
    std::vector<float> values(n);
    std::uint32_t state = 1;
    for (float& x : values) {
      state = state * 1664525u + 1013904223u;
      x = static_cast<float>(state >> 8) / 16777216.0f;
    }
    stream_.copy(data_, values.data(), values.size() * sizeof(float));
    stream_.synchronize();
  }
  ~Floats() { stream_.release(data_); }
  Floats(const Floats&) = delete;
  Floats& operator=(const Floats&) = delete;
  float* data() const { return data_; }

 private:
  Stream& stream_;
  float* data_;
};

double copy_rate(Queue& queue) {
  const Blocks blocks(1 << 26);
  const Floats from(queue, blocks.n);
  const Floats to(queue, blocks.n);
  const std::size_t num_bytes = sizeof(float) * blocks.n;
  const auto copy = [&] {
    if (!queue.memory().is_host()) return queue.memory().copy(to.data(), from.data(), num_bytes);
    parallel_for(queue, blocks.count, [&](std::int64_t block) {
      std::memcpy(to.data() + blocks.begin(block), from.data() + blocks.begin(block),
                  sizeof(float) * (blocks.end(block) - blocks.begin(block)));
    });
  };
  return 2.0 * static_cast<double>(num_bytes) / run_repeatedly(queue, copy, 0.3).min() * 1e-9;
}

double matmul_rate(Queue& queue) {
  const DeviceKind kind = queue.device().kind;
  // The emulator's rate means nothing; a small product ends soon.
  const std::int64_t n = kind == DeviceKind::kCuda ? 4096 : kind == DeviceKind::kCpu ? 2048 : 32;
  const GemmShape shape{n, n, n};
  queue.reserve_scratch(gemm_scratch_bytes(queue, shape));
  const Floats a(queue, n * n);
  const Floats b(queue, n * n);
  const Floats c(queue, n * n);
  const auto multiply = [&] { gemm(queue, shape, a.data(), b.data(), c.data()); };
  return 2.0 * static_cast<double>(n * n * n) / run_repeatedly(queue, multiply, 0.3).min() * 1e-9;
}

}  // namespace

Ceilings measure_ceilings(Queue& queue) { return {copy_rate(queue), matmul_rate(queue)}; }

}  // namespace cantus::bench
