#include <cstdio>

#include "kernels/glu/glu.h"

int main() {
  cantus::Queue queue;
  const float x[2] = {3, 0};
  float y = 0;
  cantus::glu_forward(queue, 1, 1, x, &y);
  std::printf("%g\n", y);
}
