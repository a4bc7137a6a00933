#pragma once

#include "engine/graph.h"
#include "kernels/batch_norm_pool/batch_norm_pool.h"

namespace cantus {

// Batch norm in training, its leaky ReLU and max-pool over windows that do not overlap, in one
// node; recorded by the pass fuse_batch_norm_pool. Inputs as those of batch_norm_training.
//   x [n, t, f, c] -> [n, t / window_t, f / window_f, c]
class BatchNormPool final : public Op {
 public:
  BatchNormPool(const BatchNormSettings& settings, std::int64_t window_t, std::int64_t window_f)
      : settings_(settings), window_t_(window_t), window_f_(window_f) {}

  std::string name() const override { return "batch_norm_pool"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  bool keeps_storage() const override { return true; }

 private:
  BatchNormPoolShape kernel_shape(const Shape& x) const;
  BatchNormSettings settings_;
  std::int64_t window_t_, window_f_;
};

}  // namespace cantus
