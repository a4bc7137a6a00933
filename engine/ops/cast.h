#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// The tensor in another storage, float or bfloat16; `x` itself if it already has that storage. The
// gradient of the result may come in either storage and is not rounded on the way, so that
// gradients of weights stay floats.
Value cast(Value x, ElementType type, std::source_location where = std::source_location::current());

class Cast final : public Op {
 public:
  explicit Cast(ElementType type) : type_(type) {}

  std::string name() const override { return "cast"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  bool takes_gradients_in_any_storage() const override { return true; }

 private:
  ElementType type_;
};

}  // namespace cantus
