#include "engine/ops/glu.h"

#include "engine/gradient_context.h"
#include "engine/ops/function_op.h"
#include "engine/ops/storage.h"
#include "kernels/glu/glu.h"

namespace cantus {

std::vector<TensorSpec> Glu::infer(std::span<const Shape> in) const {
  const Shape& x = in[0];
  require_fit(x.rank() == 4 && x[3] % 2 == 0,
              "input is " + to_string(x) + ", not [n, t, f, an even number of channels]");
  return {{{x[0], x[1], x[2], x[3] / 2}}};
}

void Glu::run(Queue& queue, const Io& io) const {
  const Shape& y = io.out_shape(0);
  in_storage(io.in_type(0), [&]<typename T>() {
    glu_forward(queue, y.num_elements() / y[3], y[3], io.in<T>(0), io.out<T>(0));
  });
}

// Keeps its input.
void Glu::differentiate(GradientContext& context) const {
  const Shape y = context.output(0).shape();
  const auto op = function_op("glu_backward", {{context.input(0).shape(), context.input(0).type()}},
                              [y](Queue& queue, const Io& io) {
                                in_storage(io.in_type(0), [&]<typename T>() {
                                  glu_backward(queue, y.num_elements() / y[3], y[3], io.in<T>(0),
                                               io.in<T>(1), io.out<T>(0));
                                });
                              });
  context.set(0, context.add(op, {context.input(0), context.d_output(0)})[0]);
}

Value glu(Value x, std::source_location where) {
  return x.graph().add(std::make_shared<Glu>(), {x}, where)[0];
}

}  // namespace cantus
