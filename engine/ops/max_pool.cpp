#include "engine/ops/max_pool.h"

#include <algorithm>

#include "engine/gradient_context.h"
#include "engine/ops/storage.h"

namespace cantus {

MaxPoolShape MaxPool::kernel_shape(const Shape& x) const {
  return {.n = x[0],
          .t = x[1],
          .f = x[2],
          .c = x[3],
          .window_t = options_.window_t,
          .window_f = options_.window_f,
          .stride_t = options_.stride_t,
          .stride_f = options_.stride_f,
          .dilation_t = options_.dilation_t};
}

std::vector<TensorSpec> MaxPool::infer(std::span<const Shape> in) const {
  require_fit(in[0].rank() == 4, "input is " + to_string(in[0]) + ", not [n, t, f, c]");
  const MaxPoolOptions& o = options_;
  require_fit(std::min({o.window_t, o.window_f, o.stride_t, o.stride_f, o.dilation_t}) > 0,
              "a window, stride or dilation is below 1");
  require_fit(o.window_t * o.window_f <= 256, "a window holds more than 256 values");
  const MaxPoolShape shape = kernel_shape(in[0]);
  require_fit(shape.out_t() > 0 && shape.out_f() > 0,
              "window is larger than input " + to_string(in[0]));
  const Shape y{shape.n, shape.out_t(), shape.out_f(), shape.c};
  return {{y}, {y, ElementType::kUint8}};
}

void MaxPool::run(Queue& queue, const Io& io) const {
  in_storage(io.in_type(0), [&]<typename T>() {
    max_pool_forward(queue, kernel_shape(io.in_shape(0)), io.in<T>(0), io.out<T>(0),
                     io.out_bytes(1));
  });
}

// Keeps one byte per output: which place of the window won.
void MaxPool::differentiate(GradientContext& context) const {
  const auto op = std::make_shared<MaxPoolBackward>(kernel_shape(context.input(0).shape()),
                                                    context.input(0).type());
  context.set(0, context.add(op, {context.output(1), context.d_output(0)})[0]);
}

void MaxPoolBackward::run(Queue& queue, const Io& io) const {
  in_storage(storage_, [&]<typename T>() {
    max_pool_backward(queue, shape_, io.in_bytes(0), io.in<T>(1), io.out<T>(0));
  });
}

Value max_pool(Value x, const MaxPoolOptions& options, std::source_location where) {
  return x.graph().add(std::make_shared<MaxPool>(options), {x}, where)[0];
}

}  // namespace cantus
