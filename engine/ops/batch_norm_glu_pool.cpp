#include "engine/ops/batch_norm_glu_pool.h"

#include "engine/gradient_context.h"
#include "engine/ops/batch_norm.h"
#include "engine/ops/function_op.h"
#include "engine/ops/storage.h"

namespace cantus {

BatchNormGluPoolShape BatchNormGluPool::kernel_shape(const Shape& x) const {
  return {.num_rows = x[0] * x[1], .num_bins = x[2], .num_channels = x[3] / 2, .pool = window_};
}

std::vector<TensorSpec> BatchNormGluPool::infer(std::span<const Shape> in) const {
  const Shape& x = in[0];
  require_fit(x.rank() == 4 && x[3] % 2 == 0 && x[2] >= window_,
              "input is " + to_string(x) + ", not [n, t, at least " + std::to_string(window_) +
                  " bands, an even number of channels]");
  require_per_channel(in.subspan(1, 4), x);
  const Shape y{x[0], x[1], x[2] / window_, x[3] / 2};
  return {{y}, {y, ElementType::kUint8}, {Shape{x[3]}}, {Shape{x[3]}}};
}

std::size_t BatchNormGluPool::scratch_bytes(Queue& queue, std::span<const Shape> in) const {
  return batch_norm_glu_pool_scratch_bytes(queue, kernel_shape(in[0]));
}

void BatchNormGluPool::run(Queue& queue, const Io& io) const {
  in_storage(io.in_type(0), [&]<typename T>() {
    batch_norm_glu_pool_forward(queue, kernel_shape(io.in_shape(0)), settings_, io.in<T>(0),
                                io.in(1), io.in(2), io.out<T>(0), io.out_bytes(1), io.out(2),
                                io.out(3), io.changed(3), io.changed(4));
  });
}

// Keeps its input, the batch's mean and inverse deviation, and one byte per output: which band won.
void BatchNormGluPool::differentiate(GradientContext& context) const {
  const Shape x = context.input(0).shape();
  const Shape per_channel = context.input(1).shape();
  const BatchNormGluPoolShape shape = kernel_shape(x);
  const auto kernel = [shape](Queue& queue, const Io& io) {
    in_storage(io.in_type(0), [&]<typename T>() {
      batch_norm_glu_pool_backward(queue, shape, io.in<T>(0), io.in(1), io.in(2), io.in(3),
                                   io.in(4), io.in_bytes(5), io.in<T>(6), io.out<T>(0), io.out(1),
                                   io.out(2));
    });
  };
  const auto op = function_op(
      "batch_norm_glu_pool_backward", {{x, context.input(0).type()}, {per_channel}, {per_channel}},
      kernel, [shape](Queue& queue) { return batch_norm_glu_pool_scratch_bytes(queue, shape); },
      Aliasing::kMayOverwrite);
  const auto d =
      context.add(op, {context.input(0), context.input(1), context.input(2), context.output(2),
                       context.output(3), context.output(1), context.d_output(0)});
  for (int i = 0; i < 3; ++i) context.set(i, d[i]);
}

}  // namespace cantus
