#include "engine/ops/batch_norm.h"

#include "engine/gradient_context.h"
#include "engine/ops/function_op.h"
#include "engine/ops/storage.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

BatchNormShape kernel_shape(const Shape& x) {
  const std::int64_t channels = x[x.rank() - 1];
  return {.num_rows = x.num_elements() / channels, .num_channels = channels};
}

Shape checked_input(std::span<const Shape> in) {
  require_fit(in[0].rank() >= 2, "input is " + to_string(in[0]) + ", not [..., c]");
  require_per_channel(in.subspan(1, 4), in[0]);
  return in[1];
}

std::vector<Value> inputs_of(Value x, const BatchNormParameters& p) {
  return {x, p.gamma, p.beta, p.running_mean, p.running_spread};
}

}  // namespace

void require_per_channel(std::span<const Shape> parameters, const Shape& x) {
  for (const Shape& parameter : parameters)
    require_fit(parameter == Shape{x[x.rank() - 1]},
                to_string(parameter) + " is not one number a channel of " + to_string(x));
}

std::vector<TensorSpec> BatchNormTraining::infer(std::span<const Shape> in) const {
  const Shape per_channel = checked_input(in);
  return {{in[0]}, {per_channel}, {per_channel}};
}

std::size_t BatchNormTraining::scratch_bytes(Queue& queue, std::span<const Shape> in) const {
  return batch_norm_scratch_bytes(queue, kernel_shape(in[0]));
}

void BatchNormTraining::run(Queue& queue, const Io& io) const {
  in_storage(io.in_type(0), [&]<typename T>() {
    batch_norm_forward(queue, kernel_shape(io.in_shape(0)), settings_, io.in<T>(0), io.in(1),
                       io.in(2), io.out<T>(0), io.out(1), io.out(2), io.changed(3), io.changed(4));
  });
}

// Keeps its input, the batch's mean and inverse deviation; the sign of the rectifier's input is
// recomputed from them.
void BatchNormTraining::differentiate(GradientContext& context) const {
  const Shape x = context.input(0).shape();
  const Shape per_channel = context.input(1).shape();
  const auto kernel = [s = settings_, rule = context.rule()](Queue& queue, const Io& io) {
    in_storage(io.in_type(0), [&]<typename T>() {
      batch_norm_backward(queue, kernel_shape(io.in_shape(0)), s, rule, io.in<T>(1), io.in(2),
                          io.in(3), io.in(4), io.in(5), io.in<T>(0), io.out<T>(0), io.out(1),
                          io.out(2));
    });
  };
  const auto scratch = [x](Queue& queue) {
    return batch_norm_scratch_bytes(queue, kernel_shape(x));
  };
  const auto op = function_op("batch_norm_backward",
                              {{x, context.input(0).type()}, {per_channel}, {per_channel}}, kernel,
                              scratch, Aliasing::kMayOverwrite);
  const auto d = context.add(op, {context.d_output(0), context.input(0), context.input(1),
                                  context.input(2), context.output(1), context.output(2)});
  for (int i = 0; i < 3; ++i) context.set(i, d[i]);
}

std::vector<TensorSpec> BatchNormInference::infer(std::span<const Shape> in) const {
  checked_input(in);
  return {{in[0]}};
}

std::size_t BatchNormInference::scratch_bytes(Queue& queue, std::span<const Shape> in) const {
  return batch_norm_scratch_bytes(queue, kernel_shape(in[0]));
}

void BatchNormInference::run(Queue& queue, const Io& io) const {
  in_storage(io.in_type(0), [&]<typename T>() {
    batch_norm_inference(queue, kernel_shape(io.in_shape(0)), settings_, io.in<T>(0), io.in(1),
                         io.in(2), io.in(3), io.in(4), io.out<T>(0));
  });
}

// Only the input has a gradient: a batch norm that uses its running statistics is frozen.
void BatchNormInference::differentiate(GradientContext& context) const {
  CANTUS_REQUIRE(!context.wants(1) && !context.wants(2),
                 "the weights of a batch norm in inference mode are not trainable");
  const auto kernel = [s = settings_, rule = context.rule()](Queue& queue, const Io& io) {
    in_storage(io.in_type(0), [&]<typename T>() {
      batch_norm_inference_backward(queue, kernel_shape(io.in_shape(0)), s, rule, io.in<T>(1),
                                    io.in(2), io.in(3), io.in(4), io.in(5), io.in<T>(0),
                                    io.out<T>(0));
    });
  };
  const Shape x = context.input(0).shape();
  const auto scratch = [x](Queue& queue) {
    return batch_norm_scratch_bytes(queue, kernel_shape(x));
  };
  const auto op = function_op("batch_norm_inference_backward", {{x, context.input(0).type()}},
                              kernel, scratch, Aliasing::kMayOverwrite);
  context.set(0, context.add(op, {context.d_output(0), context.input(0), context.input(1),
                                  context.input(2), context.input(3), context.input(4)})[0]);
}

Value batch_norm_training(Value x, const BatchNormParameters& parameters,
                          const BatchNormSettings& settings, std::source_location where) {
  return x.graph().add(std::make_shared<BatchNormTraining>(settings), inputs_of(x, parameters),
                       where)[0];
}

Value batch_norm_inference(Value x, const BatchNormParameters& parameters,
                           const BatchNormSettings& settings, std::source_location where) {
  return x.graph().add(std::make_shared<BatchNormInference>(settings), inputs_of(x, parameters),
                       where)[0];
}

}  // namespace cantus
