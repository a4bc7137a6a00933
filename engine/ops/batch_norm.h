#pragma once

#include <source_location>

#include "engine/graph.h"
#include "kernels/batch_norm/batch_norm.h"

namespace cantus {

// The parameters of one batch norm, each [c].
struct BatchNormParameters {
  Value gamma;
  Value beta;
  Value running_mean;
  Value running_spread;  // variance, or inverse deviation: BatchNormSettings::running
};

// Throws, as require_fit() does, unless every parameter is [c] for `x` [..., c].
void require_per_channel(std::span<const Shape> parameters, const Shape& x);

// Batch norm over all axes but the last, with the leaky ReLU of settings.slope behind it; uses the
// statistics of the batch and updates the running ones.
Value batch_norm_training(Value x, const BatchNormParameters& parameters,
                          const BatchNormSettings& settings,
                          std::source_location where = std::source_location::current());

// The same with the running statistics: in inference, and in frozen layers while training.
Value batch_norm_inference(Value x, const BatchNormParameters& parameters,
                           const BatchNormSettings& settings,
                           std::source_location where = std::source_location::current());

class BatchNormTraining final : public Op {
 public:
  explicit BatchNormTraining(const BatchNormSettings& settings) : settings_(settings) {}
  const BatchNormSettings& settings() const { return settings_; }

  std::string name() const override { return "batch_norm_training"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  bool keeps_storage() const override { return true; }

 private:
  BatchNormSettings settings_;
};

class BatchNormInference final : public Op {
 public:
  explicit BatchNormInference(const BatchNormSettings& settings) : settings_(settings) {}
  const BatchNormSettings& settings() const { return settings_; }

  std::string name() const override { return "batch_norm_inference"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  bool keeps_storage() const override { return true; }
  bool is_by_column() const override { return true; }

 private:
  BatchNormSettings settings_;
};

}  // namespace cantus
