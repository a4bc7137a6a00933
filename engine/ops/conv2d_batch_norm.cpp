#include "engine/ops/conv2d_batch_norm.h"

#include "engine/gradient_context.h"
#include "engine/ops/batch_norm.h"
#include "engine/ops/function_op.h"
#include "kernels/core/error.h"

namespace cantus {

TensorSpec kept_statistics(const Conv2dShape& shape) {
  return {{static_cast<std::int64_t>(conv2d_batch_norm_kept_bytes(shape))}, ElementType::kUint8};
}

std::vector<TensorSpec> Conv2dBatchNorm::infer(std::span<const Shape> in) const {
  auto out = convolution_.infer(in.first(2));
  require_per_channel(in.subspan(2, 4), out[0].shape);
  require_fit(conv2d_batch_norm_suits(convolution_.kernel_shape(in[0], in[1])),
              "weight " + to_string(in[1]) + " is not [a multiple of 16, at most 1024, 3, 3, 1]");
  out[0].type = storage_;
  out.push_back(kept_statistics(convolution_.kernel_shape(in[0], in[1])));
  return out;
}

std::size_t Conv2dBatchNorm::scratch_bytes(Queue& queue, std::span<const Shape> in) const {
  return conv2d_batch_norm_scratch_bytes(queue, convolution_.kernel_shape(in[0], in[1]));
}

void Conv2dBatchNorm::run(Queue& queue, const Io& io) const {
  const Conv2dShape shape = convolution_.kernel_shape(io.in_shape(0), io.in_shape(1));
  in_storage(storage_, [&]<typename T>() {
    conv2d_batch_norm_forward(queue, shape, settings_, io.in(0), io.in(1), io.in(2), io.in(3),
                              io.out<T>(0), io.out_bytes(1), io.changed(4), io.changed(5));
  });
}

std::optional<OpAtPrecision> Conv2dBatchNorm::at_precision(Precision precision,
                                                           std::span<const TensorSpec> in) const {
  if (precision != Precision::kBfloat16) return std::nullopt;
  return OpAtPrecision{
      std::make_shared<Conv2dBatchNorm>(convolution_.options(), settings_, ElementType::kBfloat16),
      std::vector<ElementType>(in.size(), ElementType::kFloat32)};
}

// Keeps its input and the input's statistics.
void Conv2dBatchNorm::differentiate(GradientContext& context) const {
  CANTUS_REQUIRE(context.rule() == RectifierRule::kPlain,
                 "a normalized convolution knows the rectifier's plain rule alone");
  CANTUS_REQUIRE(!context.wants(0), "a normalized convolution has no gradient of its input");
  const Shape weight = context.input(1).shape();
  const Shape per_channel = context.input(2).shape();
  const Conv2dShape shape = convolution_.kernel_shape(context.input(0).shape(), weight);
  const auto op = function_op(
      "conv2d_batch_norm_backward", {{weight}, {per_channel}, {per_channel}},
      [shape, s = settings_, type = storage_](Queue& queue, const Io& io) {
        in_storage(type, [&]<typename T>() {
          conv2d_batch_norm_backward(queue, shape, s, io.in(0), io.in(1), io.in(2), io.in_bytes(3),
                                     io.in<T>(4), io.out(0), io.out(1), io.out(2));
        });
      },
      [shape](Queue& queue) { return conv2d_batch_norm_scratch_bytes(queue, shape); });
  const auto d = context.add(op, {context.input(0), context.input(1), context.input(2),
                                  context.output(1), context.d_output(0)});
  for (int i = 0; i < 3; ++i) context.set(i + 1, d[i]);
}

}  // namespace cantus
