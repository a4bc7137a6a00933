#include "engine/ops/frame_mean.h"

#include "engine/gradient_context.h"
#include "engine/ops/function_op.h"
#include "kernels/frame_mean/frame_mean.h"

namespace cantus {
namespace {

struct FrameMean final : Op {
  FrameMean(std::int64_t f, std::int64_t e) : first(f), end(e) {}
  std::int64_t first, end;

  std::string name() const override { return "frame_mean"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    fits(in[0].rank() == 3, "input is " + to_string(in[0]) + ", not [n, t, c]");
    fits(first >= 0 && first < end && end <= in[0][1], "frames " + std::to_string(first) + " to " +
                                                           std::to_string(end - 1) + " of " +
                                                           to_string(in[0]));
    return {{{in[0][0], in[0][2]}}};
  }
  void run(Queue& queue, const Io& io) const override {
    const Shape& x = io.in_shape(0);
    frame_mean_forward(queue, x[0], x[2], {x[1], first, end}, io.in(0), io.out(0));
  }
  void differentiate(GradientContext& context) const override {
    const Shape x = context.input(0).shape();
    const FrameRange range{x[1], first, end};
    const auto op =
        function_op("frame_mean_backward", {{x}}, [x, range](Queue& queue, const Io& io) {
          frame_mean_backward(queue, x[0], x[2], range, io.in(0), io.out(0));
        });
    context.set(0, context.add(op, {context.d_output(0)})[0]);
  }
};

}  // namespace

Value frame_mean(Value x, std::int64_t first, std::int64_t end, std::source_location where) {
  return x.graph().add(std::make_shared<FrameMean>(first, end), {x}, where)[0];
}

}  // namespace cantus
