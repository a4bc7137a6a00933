#pragma once

#include <source_location>

#include "engine/graph.h"
#include "kernels/frame_mean/frame_mean.h"

namespace cantus {

// The mean of a bidirectional recurrence's states over a range of frames, one per direction.
//   x [n, t, 2 units] -> [n, 2 units]
Value frame_mean(Value x, FrameRange forward, FrameRange backward,
                 std::source_location where = std::source_location::current());

class FrameMean final : public Op {
 public:
  FrameMean(FrameRange forward, FrameRange backward) : forward_(forward), backward_(backward) {}
  const FrameRange& forward() const { return forward_; }
  const FrameRange& backward() const { return backward_; }

  std::string name() const override { return "frame_mean"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;

 private:
  FrameRange forward_, backward_;
};

// The last state of each direction: forward after the last frame, backward after the first.
Value last_states(Value x, std::source_location where = std::source_location::current());

}  // namespace cantus
