#include "engine/ops/shared_columns.h"

#include "engine/ops/function_op.h"
#include "engine/ops/storage.h"

namespace cantus {
namespace {

struct GatherColumnsOp final : Op {
  GatherColumnsOp(const SharedColumns& f, const SharedColumns& t, std::int32_t taps)
      : from(f), to(t), num_taps(taps) {}
  SharedColumns from, to;
  std::int32_t num_taps;

  std::string name() const override { return "gather_columns"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    require_fit(in[0].rank() == 4 && in[0][0] == from.num_rows() && in[0][1] == 1,
                "input is " + to_string(in[0]) + ", not [" + std::to_string(from.num_rows()) +
                    ", 1, f, c]");
    return {{{to.num_rows(), num_taps, in[0][2], in[0][3]}}};
  }
  void run(Queue& queue, const Io& io) const override {
    const Shape& x = io.in_shape(0);
    in_storage(io.in_type(0), [&]<typename T>() {
      gather_columns(queue, from, to, num_taps, x[2] * x[3], io.in<T>(0), io.out<T>(0));
    });
  }
  bool keeps_storage() const override { return true; }
};

struct SumTapsOp final : Op {
  SumTapsOp(const SharedColumns& f, const SharedColumns& t) : from(f), to(t) {}
  SharedColumns from, to;

  std::string name() const override { return "sum_taps"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    require_fit(
        in[0].rank() == 4 && in[0][0] == from.num_rows() && in[0][1] == 1 && in[0][3] % 3 == 0,
        "input is " + to_string(in[0]) + ", not [" + std::to_string(from.num_rows()) +
            ", 1, f, 3 c]");
    require_fit(in.size() < 2 || in[1] == Shape{in[0][3] / 3}, "bias is not one number a channel");
    return {{{to.num_rows(), 1, in[0][2], in[0][3] / 3}}};
  }
  void run(Queue& queue, const Io& io) const override {
    const Shape& y = io.out_shape(0);
    const float* bias = io.num_inputs() > 1 ? io.in(1) : nullptr;
    in_storage(io.in_type(0), [&]<typename T>() {
      sum_taps(queue, from, to, y[2], y[3], io.in<T>(0), bias, io.out<T>(0));
    });
  }
  bool keeps_storage() const override { return true; }
};

}  // namespace

Value gather_columns(Value x, const SharedColumns& from, const SharedColumns& to,
                     std::int32_t num_taps, std::source_location where) {
  return x.graph().add(std::make_shared<GatherColumnsOp>(from, to, num_taps), {x}, where)[0];
}

Value sum_taps(Value x, Value bias, const SharedColumns& from, const SharedColumns& to,
               std::source_location where) {
  std::vector<Value> inputs = {x};
  if (bias) inputs.push_back(bias);
  return x.graph().add(std::make_shared<SumTapsOp>(from, to), inputs, where)[0];
}

Value split_taps(Value weight, std::source_location where) {
  const Shape w = weight.shape();
  const auto op = function_op("split_taps", {{Shape{w[1] * w[0], 1, w[2], w[3]}}},
                              [w](Queue& queue, const Io& io) {
                                split_taps(queue, w[0], w[1], w[2] * w[3], io.in(0), io.out(0));
                              });
  return weight.graph().add(op, {weight}, where)[0];
}

}  // namespace cantus
