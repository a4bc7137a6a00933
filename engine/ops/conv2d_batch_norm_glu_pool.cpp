#include "engine/ops/conv2d_batch_norm_glu_pool.h"

#include "engine/gradient_context.h"
#include "engine/ops/batch_norm.h"
#include "engine/ops/conv2d_batch_norm.h"
#include "engine/ops/function_op.h"
#include "kernels/core/error.h"

namespace cantus {

Conv2dBatchNormGluPoolShape Conv2dBatchNormGluPool::kernel_shape(const Shape& x,
                                                                 const Shape& weight) const {
  return {convolution_.kernel_shape(x, weight), window_};
}

std::vector<TensorSpec> Conv2dBatchNormGluPool::infer(std::span<const Shape> in) const {
  const Shape convolved = convolution_.infer(in.first(2))[0].shape;
  require_per_channel(in.subspan(2, 4), convolved);
  require_fit(conv2d_batch_norm_glu_pool_suits(kernel_shape(in[0], in[1])),
              "weight " + to_string(in[1]) +
                  " is not [a multiple of 32, at most 1024, 3, 3, 1], or " + to_string(convolved) +
                  " has no " + std::to_string(window_) + " bands");
  const Shape y{convolved[0], convolved[1], convolved[2] / window_, convolved[3] / 2};
  return {{y, storage_},
          {y, ElementType::kUint8},
          kept_statistics(convolution_.kernel_shape(in[0], in[1]))};
}

std::size_t Conv2dBatchNormGluPool::scratch_bytes(Queue& queue, std::span<const Shape> in) const {
  return conv2d_batch_norm_glu_pool_scratch_bytes(queue, kernel_shape(in[0], in[1]));
}

void Conv2dBatchNormGluPool::run(Queue& queue, const Io& io) const {
  in_storage(storage_, [&]<typename T>() {
    conv2d_batch_norm_glu_pool_forward(queue, kernel_shape(io.in_shape(0), io.in_shape(1)),
                                       settings_, io.in(0), io.in(1), io.in(2), io.in(3),
                                       io.out<T>(0), io.out_bytes(1), io.out_bytes(2),
                                       io.changed(4), io.changed(5));
  });
}

std::optional<OpAtPrecision> Conv2dBatchNormGluPool::at_precision(
    Precision precision, std::span<const TensorSpec> in) const {
  if (precision != Precision::kBfloat16) return std::nullopt;
  return OpAtPrecision{std::make_shared<Conv2dBatchNormGluPool>(convolution_.options(), settings_,
                                                                window_, ElementType::kBfloat16),
                       std::vector<ElementType>(in.size(), ElementType::kFloat32)};
}

// Keeps its input, the input's statistics, and one byte per output: which band won.
void Conv2dBatchNormGluPool::differentiate(GradientContext& context) const {
  CANTUS_REQUIRE(!context.wants(0), "a normalized convolution has no gradient of its input");
  const Shape weight = context.input(1).shape();
  const Shape per_channel = context.input(2).shape();
  const Conv2dBatchNormGluPoolShape shape = kernel_shape(context.input(0).shape(), weight);
  const auto op = function_op(
      "conv2d_batch_norm_glu_pool_backward", {{weight}, {per_channel}, {per_channel}},
      [shape, type = storage_](Queue& queue, const Io& io) {
        in_storage(type, [&]<typename T>() {
          conv2d_batch_norm_glu_pool_backward(queue, shape, io.in(0), io.in(1), io.in(2),
                                              io.in_bytes(3), io.in_bytes(4), io.in<T>(5),
                                              io.out(0), io.out(1), io.out(2));
        });
      },
      [shape](Queue& queue) { return conv2d_batch_norm_glu_pool_scratch_bytes(queue, shape); });
  const auto d = context.add(op, {context.input(0), context.input(1), context.input(2),
                                  context.output(2), context.output(1), context.d_output(0)});
  for (int i = 0; i < 3; ++i) context.set(i + 1, d[i]);
}

}  // namespace cantus
