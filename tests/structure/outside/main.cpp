#include <cstdio>

#include "kernels/conv2d/conv2d.h"
#include "kernels/glu/glu.h"

int main() {
  cantus::Queue queue;
  const cantus::Conv2dShape shape{
      .n = 1, .t = 1, .f = 1, .c_in = 1, .c_out = 2, .k_t = 1, .k_f = 1};
  queue.reserve_scratch(cantus::conv2d_forward_scratch_bytes(queue, shape));
  const float x = 3;
  const float w[2] = {1, 0};
  float gated[2], y = 0;
  cantus::conv2d_forward(queue, shape, &x, w, nullptr, 1, gated);
  cantus::glu_forward(queue, 1, 1, gated, &y);
  std::printf("%g\n", y);
}
