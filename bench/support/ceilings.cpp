#include "bench/support/ceilings.h"

#include <cstring>
#include <vector>

#include "bench/support/paired_runs.h"
#include "kernels/core/blocks.h"
#include "kernels/gemm/gemm.h"

namespace cantus::bench {
namespace {

double copy_rate(Queue& queue) {
  const Blocks blocks(1 << 26);
  std::vector<float> from(blocks.n, 1.0f);
  std::vector<float> to(blocks.n, 0.0f);
  const Runs runs = run_repeatedly(
      [&] {
        parallel_for(queue, blocks.count, [&](std::int64_t block) {
          std::memcpy(&to[blocks.begin(block)], &from[blocks.begin(block)],
                      sizeof(float) * (blocks.end(block) - blocks.begin(block)));
        });
      },
      0.3);
  return 2.0 * sizeof(float) * static_cast<double>(blocks.n) / runs.min() * 1e-9;
}

double matmul_rate(Queue& queue) {
  constexpr std::int64_t n = 2048;
  const GemmShape shape{n, n, n};
  queue.reserve_scratch(gemm_scratch_bytes(queue, shape));
  const std::vector<float> a(n * n, 0.5f);
  const std::vector<float> b(n * n, 0.25f);
  std::vector<float> c(n * n);
  const Runs runs = run_repeatedly([&] { gemm(queue, shape, a.data(), b.data(), c.data()); }, 0.3);
  return 2.0 * n * n * n / runs.min() * 1e-9;
}

}  // namespace

Ceilings measure_ceilings(Queue& queue) { return {copy_rate(queue), matmul_rate(queue)}; }

}  // namespace cantus::bench
