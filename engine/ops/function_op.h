#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/op.h"

namespace cantus {

// An op told by its kernel call alone: gradients and other nodes whose output shapes are known
// where they are recorded and which have no gradient of their own.
struct FunctionOp final : Op {
  using Run = std::function<void(Queue&, const Io&)>;
  using Scratch = std::function<std::size_t(Queue&)>;
  // How far its bytes are from those that the CPU made of the same inputs: 0 where they agree, 1
  // where they do not and must.
  using Distance = std::function<double(const std::byte* found, const std::byte* expected)>;

  std::string label;
  std::vector<TensorSpec> specs;
  Run kernel;
  Scratch scratch;
  Aliasing alias = Aliasing::kNone;
  bool draws = false;          // from the step's random numbers
  Distance distance_of_bytes;  // without one, a checked device does not compare them

  std::string name() const override { return label; }
  std::vector<TensorSpec> infer(std::span<const Shape>) const override { return specs; }
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape>) const override {
    return scratch ? scratch(queue) : 0;
  }
  void run(Queue& queue, const Io& io) const override { kernel(queue, io); }
  Aliasing aliasing() const override { return alias; }
  bool reads_step() const override { return draws; }
};

std::shared_ptr<FunctionOp> function_op(std::string label, std::vector<TensorSpec> specs,
                                        FunctionOp::Run kernel, FunctionOp::Scratch scratch = {},
                                        Aliasing alias = Aliasing::kNone);

// Throws the misfit of Op::infer unless `condition` holds.
void fits(bool condition, const std::string& misfit);

}  // namespace cantus
