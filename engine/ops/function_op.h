#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/op.h"

namespace cantus {

// An op defined by its kernel call alone, for gradients and other nodes whose output shapes are
// known where they are recorded and which have no gradient of their own.
struct FunctionOp final : Op {
  using Run = std::function<void(Queue&, const Io&)>;
  using Scratch = std::function<std::size_t(Queue&)>;
  using Distance = std::function<double(const std::byte* found, const std::byte* expected)>;

  std::string label;
  std::vector<TensorSpec> specs;
  Run kernel;
  Scratch scratch;
  Aliasing alias = Aliasing::kNone;
  bool draws = false;  // reads the step's random numbers
  Distance distance;   // of output 0, for distance_of_bytes()

  std::string name() const override { return label; }
  std::vector<TensorSpec> infer(std::span<const Shape>) const override { return specs; }
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape>) const override {
    return scratch ? scratch(queue) : 0;
  }
  void run(Queue& queue, const Io& io) const override { kernel(queue, io); }
  Aliasing aliasing() const override { return alias; }
  bool reads_step() const override { return draws; }
  std::optional<double> distance_of_bytes(const std::byte* found,
                                          const std::byte* expected) const override {
    if (!distance) return std::nullopt;
    return distance(found, expected);
  }
};

std::shared_ptr<FunctionOp> function_op(std::string label, std::vector<TensorSpec> specs,
                                        FunctionOp::Run kernel, FunctionOp::Scratch scratch = {},
                                        Aliasing alias = Aliasing::kNone);

}  // namespace cantus
