#pragma once

#include "engine/graph.h"
#include "kernels/batch_norm_glu_pool/batch_norm_glu_pool.h"

namespace cantus {

// Batch norm in training, gated linear unit and max-pool over `window` bands in one node; recorded
// by the pass fuse_batch_norm_glu_pool. Inputs as those of batch_norm_training.
//   x [n, t, f, 2c] -> [n, t, f / window, c]
class BatchNormGluPool final : public Op {
 public:
  BatchNormGluPool(const BatchNormSettings& settings, std::int64_t window)
      : settings_(settings), window_(window) {}

  std::string name() const override { return "batch_norm_glu_pool"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  bool keeps_storage() const override { return true; }
  const BatchNormSettings& settings() const { return settings_; }
  std::int64_t window() const { return window_; }

 private:
  BatchNormGluPoolShape kernel_shape(const Shape& x) const;
  BatchNormSettings settings_;
  std::int64_t window_;
};

}  // namespace cantus
