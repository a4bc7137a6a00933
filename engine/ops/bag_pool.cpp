#include "engine/ops/bag_pool.h"

#include "engine/gradient_context.h"
#include "engine/ops/function_op.h"

namespace cantus {
namespace {

struct BagPool final : Op {
  BagPool(BagPooling p, std::int64_t s) : pooling(p), size(s) {}
  BagPooling pooling;
  std::int64_t size;

  std::string name() const override { return "bag_pool"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    require_fit(in[0].rank() == 2 && in[0][1] == 1,
                "logits are " + to_string(in[0]) + ", not [n, 1]");
    require_fit(in.back() == in[0], "logits and scores differ");
    require_fit(size > 0 && in[0][0] % size == 0,
                to_string(in[0]) + " are no bags of " + std::to_string(size));
    return {{{in[0][0] / size, 1}}};
  }
  BagShape shape_of(const Shape& logits) const { return {pooling, logits[0] / size, size}; }

  void run(Queue& queue, const Io& io) const override {
    const float* scores = pooling == BagPooling::kAttention ? io.in(1) : nullptr;
    bag_pool_forward(queue, shape_of(io.in_shape(0)), io.in(0), scores, io.out(0));
  }
  void differentiate(GradientContext& context) const override {
    const Shape z = context.input(0).shape();
    const BagShape shape = shape_of(z);
    if (pooling != BagPooling::kAttention) {
      const auto op = function_op("bag_pool_backward", {{z}}, [shape](Queue& queue, const Io& io) {
        bag_pool_backward<float>(queue, shape, io.in(0), nullptr, io.in(1), io.out(0), nullptr);
      });
      return context.set(0, context.add(op, {context.input(0), context.d_output(0)})[0]);
    }
    const auto op =
        function_op("bag_pool_backward", {{z}, {z}}, [shape](Queue& queue, const Io& io) {
          bag_pool_backward(queue, shape, io.in(0), io.in(1), io.in(2), io.out(0), io.out(1));
        });
    const auto gradients =
        context.add(op, {context.input(0), context.input(1), context.d_output(0)});
    context.set(0, gradients[0]);
    context.set(1, gradients[1]);
  }
};

}  // namespace

Value bag_pool(Value logits, std::optional<Value> scores, BagPooling pooling, std::int64_t size,
               std::source_location where) {
  CANTUS_REQUIRE((pooling == BagPooling::kAttention) == scores.has_value(),
                 "scores of instances are attention's");
  const auto op = std::make_shared<BagPool>(pooling, size);
  if (!scores) return logits.graph().add(op, {logits}, where)[0];
  return logits.graph().add(op, {logits, *scores}, where)[0];
}

}  // namespace cantus
