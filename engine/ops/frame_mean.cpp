#include "engine/ops/frame_mean.h"

#include "engine/gradient_context.h"
#include "engine/ops/function_op.h"

namespace cantus {
namespace {

std::string frames_text(const FrameRange& range) {
  return std::to_string(range.first) + " to " + std::to_string(range.end - 1);
}

}  // namespace

std::vector<TensorSpec> FrameMean::infer(std::span<const Shape> in) const {
  require_fit(in[0].rank() == 3 && in[0][2] % 2 == 0,
              "input is " + to_string(in[0]) + ", not [n, t, 2 units]");
  for (const FrameRange& range : {forward_, backward_})
    require_fit(range.first >= 0 && range.first < range.end && range.end <= in[0][1],
                "frames " + frames_text(range) + " of " + to_string(in[0]));
  return {{{in[0][0], in[0][2]}}};
}

void FrameMean::run(Queue& queue, const Io& io) const {
  const Shape& x = io.in_shape(0);
  frame_mean_forward(queue, x[0], x[2], {x[1], forward_, backward_}, io.in(0), io.out(0));
}

void FrameMean::differentiate(GradientContext& context) const {
  const Shape x = context.input(0).shape();
  const StateFrames frames{x[1], forward_, backward_};
  const auto op =
      function_op("frame_mean_backward", {{x}}, [x, frames](Queue& queue, const Io& io) {
        frame_mean_backward(queue, x[0], x[2], frames, io.in(0), io.out(0));
      });
  context.set(0, context.add(op, {context.d_output(0)})[0]);
}

Value frame_mean(Value x, FrameRange forward, FrameRange backward, std::source_location where) {
  return x.graph().add(std::make_shared<FrameMean>(forward, backward), {x}, where)[0];
}

Value last_states(Value x, std::source_location where) {
  const std::int64_t t = x.shape()[1];
  return frame_mean(x, {t - 1, t}, {0, 1}, where);
}

}  // namespace cantus
