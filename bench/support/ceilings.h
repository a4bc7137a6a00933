#pragma once

#include "kernels/core/queue.h"

namespace cantus::bench {

// The machine's measured peak rates, timed by the same clock as the kernels.
struct Ceilings {
  double copy_gb_per_s = 0;       // read and written, a copy between two large buffers
  double matmul_gflop_per_s = 0;  // float32 product of matrices of 2048 x 2048, a GPU's of 4096
};

Ceilings measure_ceilings(Queue& queue);

}  // namespace cantus::bench
