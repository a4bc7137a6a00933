#pragma once

#include "engine/graph.h"
#include "engine/ops/conv2d.h"
#include "engine/ops/storage.h"
#include "kernels/conv2d_batch_norm/conv2d_batch_norm.h"

namespace cantus {

// The statistics that a normalized convolution keeps from its forward pass.
TensorSpec kept_statistics(const Conv2dShape& shape);

// A convolution of one input channel, batch norm in training and its leaky ReLU in one node;
// recorded by the pass fuse_conv2d_batch_norm. There is no gradient of x.
//   x [n, t, f, 1], weight [c_out, 3, 3, 1], then the parameters of batch_norm_training, [c_out]
//   each -> [n, t', f', c_out], in bfloat16 at that precision (all else in float); kept_statistics
class Conv2dBatchNorm final : public Op {
 public:
  Conv2dBatchNorm(const Conv2dOptions& options, const BatchNormSettings& settings,
                  ElementType storage = ElementType::kFloat32)
      : convolution_(options), settings_(settings), storage_(storage) {}

  std::string name() const override { return "conv2d_batch_norm"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  std::optional<OpAtPrecision> at_precision(Precision precision,
                                            std::span<const TensorSpec> in) const override;

 private:
  Conv2d convolution_;
  BatchNormSettings settings_;
  ElementType storage_;  // of the output
};

}  // namespace cantus
