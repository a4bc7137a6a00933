#include "engine/ops/conv2d.h"

#include "engine/gradient_context.h"
#include "engine/ops/function_op.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/storage.h"
#include "kernels/core/error.h"

namespace cantus {

Conv2dShape Conv2d::kernel_shape(const Shape& x, const Shape& weight) const {
  return {.n = x[0],
          .t = x[1],
          .f = x[2],
          .c_in = x[3],
          .c_out = weight[0],
          .k_t = weight[1],
          .k_f = weight[2],
          .padding = options_.padding,
          .dilation_t = options_.dilation_t,
          .precision = options_.precision};
}

std::vector<TensorSpec> Conv2d::infer(std::span<const Shape> in) const {
  const Shape& x = in[0];
  const Shape& weight = in[1];
  require_fit(x.rank() == 4, "input is " + to_string(x) + ", not [n, t, f, c]");
  require_fit(weight.rank() == 4,
              "weight is " + to_string(weight) + ", not [c_out, k_t, k_f, c_in]");
  require_fit(x[3] == weight[3], "input has " + std::to_string(x[3]) + " channels, weight " +
                                     to_string(weight) + " takes " + std::to_string(weight[3]));
  require_fit(in.size() < 3 || in[2] == Shape{weight[0]}, "bias is not one number a channel");
  const Conv2dShape shape = kernel_shape(x, weight);
  require_fit(shape.dilation_t > 0, "dilation is " + std::to_string(shape.dilation_t));
  const bool is_same = shape.padding == Padding::kSame || shape.padding == Padding::kSameBands;
  require_fit(
      !is_same || (shape.k_t % 2 == 1 && shape.k_f % 2 == 1),
      "weight " + to_string(weight) + " has an even window, which `same` padding does not take");
  require_fit(shape.out_t() > 0 && shape.out_f() > 0,
              "window " + to_string(weight) + " is larger than input " + to_string(x));
  return {{{x[0], shape.out_t(), shape.out_f(), weight[0]}, storage()}};
}

std::size_t Conv2d::scratch_bytes(Queue& queue, std::span<const Shape> in) const {
  return conv2d_forward_scratch_bytes(queue, kernel_shape(in[0], in[1]), options_.slope);
}

void Conv2d::run(Queue& queue, const Io& io) const {
  const auto shape = kernel_shape(io.in_shape(0), io.in_shape(1));
  const float* bias = io.num_inputs() > 2 ? io.in(2) : nullptr;
  in_storage(storage(), [&]<typename T>() {
    conv2d_forward(queue, shape, io.in<T>(0), io.in<T>(1), bias, options_.slope, io.out<T>(0));
  });
}

void Conv2d::differentiate(GradientContext& context) const {
  const bool has_bias = context.num_inputs() > 2;
  CANTUS_REQUIRE(!has_bias || !context.wants(2), "a bias that is trained is an op of its own");
  const Value x = context.input(0);
  const Value weight = context.input(1);
  Value d_y = context.d_output(0);
  if (options_.slope != 1)
    d_y = context.add(std::make_shared<LeakyReluBackward>(options_.slope, context.rule()),
                      {d_y, context.output(0)})[0];
  const Conv2dShape shape = kernel_shape(x.shape(), weight.shape());
  // The weight gradient first: after it, the memory of x is free for the gradient of x.
  if (context.wants(1)) {
    const auto op = function_op(
        "conv2d_backward_weights", {{weight.shape()}},
        [shape, type = storage()](Queue& queue, const Io& io) {
          in_storage(type, [&]<typename T>() {
            conv2d_backward_weights(queue, shape, io.in<T>(0), io.in<T>(1), io.out(0));
          });
        },
        [shape](Queue& queue) { return conv2d_backward_weights_scratch_bytes(queue, shape); });
    context.set(1, context.add(op, {x, d_y})[0]);
  }
  if (context.wants(0))
    context.set(0, context.add(std::make_shared<Conv2dBackwardData>(shape), {weight, d_y})[0]);
}

std::vector<TensorSpec> Conv2dBackwardData::infer(std::span<const Shape> in) const {
  const Conv2dShape& s = shape_;
  require_fit(in[0] == Shape{s.c_out, s.k_t, s.k_f, s.c_in} &&
                  in[1] == Shape{s.n, s.out_t(), s.out_f(), s.c_out},
              "weight " + to_string(in[0]) + " and gradient " + to_string(in[1]) +
                  " are of another convolution");
  return {{{s.n, s.t, s.f, s.c_in}, storage()}};
}

std::size_t Conv2dBackwardData::scratch_bytes(Queue& queue, std::span<const Shape>) const {
  return conv2d_backward_data_scratch_bytes(queue, shape_);
}

void Conv2dBackwardData::run(Queue& queue, const Io& io) const {
  in_storage(storage(), [&]<typename T>() {
    cantus::conv2d_backward_data(queue, shape_, io.in<T>(0), io.in<T>(1), io.out<T>(0));
  });
}

Value conv2d_backward_data(Value weight, Value d_y, const Conv2dShape& shape,
                           std::source_location where) {
  return weight.graph().add(std::make_shared<Conv2dBackwardData>(shape), {weight, d_y}, where)[0];
}

// Input and weight in bfloat16, the bias in float.
std::optional<OpAtPrecision> Conv2d::at_precision(Precision precision,
                                                  std::span<const TensorSpec> in) const {
  Conv2dOptions options = options_;
  options.precision = precision;
  auto op = std::make_shared<Conv2d>(options);
  std::vector<ElementType> types(in.size(), ElementType::kFloat32);
  types[0] = types[1] = op->storage();
  return OpAtPrecision{std::move(op), std::move(types)};
}

Value conv2d(Value x, Value weight, Value bias, const Conv2dOptions& options,
             std::source_location where) {
  std::vector<Value> inputs = {x, weight};
  if (bias) inputs.push_back(bias);
  return x.graph().add(std::make_shared<Conv2d>(options), inputs, where)[0];
}

}  // namespace cantus
