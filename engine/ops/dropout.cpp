#include "engine/ops/dropout.h"

#include "engine/ops/function_op.h"
#include "engine/ops/storage.h"
#include "engine/passes/differentiate.h"
#include "kernels/dropout/dropout.h"

namespace cantus {
namespace {

struct Dropout final : Op {
  Dropout(float r, std::uint32_t l, ElementType t = ElementType::kFloat32)
      : rate(r), layer(l), type(t) {}
  float rate;
  std::uint32_t layer;
  ElementType type;

  std::string name() const override { return "dropout"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    fits(rate >= 0 && rate < 1, "rate " + std::to_string(rate) + " is not in [0, 1)");
    return {{in[0], type}};
  }
  void run(Queue& queue, const Io& io) const override {
    const Shape& x = io.in_shape(0);
    in_storage(type, [&]<typename T>() {
      cantus::dropout(queue, io.step(), layer, x[0], x.row_elements(), rate, io.in<T>(0),
                      io.out<T>(0));
    });
  }
  void differentiate(GradientContext& context) const override {
    const auto op = std::make_shared<Dropout>(rate, layer, type);
    context.set(0, context.add(op, {context.d_output(0)})[0]);
  }
  std::optional<OpAtPrecision> at_precision(Precision precision,
                                            std::span<const TensorSpec> in) const override {
    return following<Dropout>(precision, in, rate, layer);
  }
  Aliasing aliasing() const override { return Aliasing::kMayOverwrite; }
  bool reads_step() const override { return true; }
};

}  // namespace

Value dropout(Value x, float rate, std::uint32_t layer, std::source_location where) {
  return x.graph().add(std::make_shared<Dropout>(rate, layer), {x}, where)[0];
}

}  // namespace cantus
