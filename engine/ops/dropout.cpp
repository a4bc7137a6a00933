#include "engine/ops/dropout.h"

#include "engine/gradient_context.h"
#include "engine/ops/storage.h"
#include "kernels/dropout/dropout.h"

namespace cantus {
namespace {

struct Dropout final : Op {
  Dropout(float r, std::uint32_t l) : rate(r), layer(l) {}
  float rate;
  std::uint32_t layer;

  std::string name() const override { return "dropout"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    require_fit(rate >= 0 && rate < 1, "rate " + std::to_string(rate) + " is not in [0, 1)");
    return {{in[0]}};
  }
  void run(Queue& queue, const Io& io) const override {
    const Shape& x = io.in_shape(0);
    in_storage(io.in_type(0), [&]<typename T>() {
      cantus::dropout(queue, io.step(), layer, x[0], x.row_elements(), rate, io.in<T>(0),
                      io.out<T>(0));
    });
  }
  void differentiate(GradientContext& context) const override {
    const auto op = std::make_shared<Dropout>(rate, layer);
    context.set(0, context.add(op, {context.d_output(0)})[0]);
  }
  bool keeps_storage() const override { return true; }
  Aliasing aliasing() const override { return Aliasing::kMayOverwrite; }
  bool reads_step() const override { return true; }
};

}  // namespace

Value dropout(Value x, float rate, std::uint32_t layer, std::source_location where) {
  return x.graph().add(std::make_shared<Dropout>(rate, layer), {x}, where)[0];
}

}  // namespace cantus
