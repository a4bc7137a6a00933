#pragma once

#include "engine/graph.h"
#include "engine/ops/conv2d.h"
#include "engine/ops/storage.h"
#include "kernels/conv2d_batch_norm_glu_pool/conv2d_batch_norm_glu_pool.h"

namespace cantus {

// A convolution of one input channel, batch norm in training, gated linear unit and max-pool over
// `window` bands in one node; recorded by fuse_conv2d_batch_norm. There is no gradient of x.
//   x [n, t, f, 1], weight [2c, 3, 3, 1], then the parameters of batch_norm_training, [2c] each
//   -> [n, t', f' / window, c], in bfloat16 at that precision (all else in float); which band won;
//   kept_statistics
class Conv2dBatchNormGluPool final : public Op {
 public:
  Conv2dBatchNormGluPool(const Conv2dOptions& options, const BatchNormSettings& settings,
                         std::int64_t window, ElementType storage = ElementType::kFloat32)
      : convolution_(options), settings_(settings), window_(window), storage_(storage) {}

  std::string name() const override { return "conv2d_batch_norm_glu_pool"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  std::optional<OpAtPrecision> at_precision(Precision precision,
                                            std::span<const TensorSpec> in) const override;

 private:
  Conv2dBatchNormGluPoolShape kernel_shape(const Shape& x, const Shape& weight) const;
  Conv2d convolution_;
  BatchNormSettings settings_;
  std::int64_t window_;
  ElementType storage_;  // of the output
};

}  // namespace cantus
