#pragma once

#include <set>
#include <source_location>
#include <string>

#include "engine/graph.h"
#include "engine/ops/conv2d.h"
#include "kernels/batch_norm/batch_norm.h"
#include "kernels/gru/gru.h"

namespace cantus {

enum class Mode { kTraining, kInference };

// Records layers: ops with the parameters they own, named after the layer. A layer is frozen when
// its name, or the part of it before the first dot, is in `frozen`: its weights are no trainable
// parameters and its batch norm keeps to the running statistics.
class Builder {
 public:
  Builder(Graph& graph, Mode mode, std::set<std::string> frozen = {})
      : graph_(graph), mode_(mode), frozen_(std::move(frozen)) {}

  Graph& graph() { return graph_; }
  Mode mode() const { return mode_; }
  bool is_frozen(const std::string& layer) const;

  Value weight(const std::string& layer, const std::string& name, const Shape& shape,
               const Initializer& init);
  Value statistic(const std::string& layer, const std::string& name, const Shape& shape,
                  float start);
  // Numbers the dropouts of a network in the order they are recorded, so that each draws its own
  // mask.
  std::uint32_t next_dropout() { return num_dropouts_++; }

 private:
  Graph& graph_;
  Mode mode_;
  std::set<std::string> frozen_;
  std::uint32_t num_dropouts_ = 0;
};

enum class WeightInit { kGlorotUniform, kOrthogonal };

struct Conv2dLayer {
  std::int64_t num_channels = 0;
  std::int64_t k_t = 3;
  std::int64_t k_f = 3;
  Padding padding = Padding::kValid;
  WeightInit init = WeightInit::kGlorotUniform;
};

// Convolution without bias. Parameter LAYER.weight [c_out, k_t, k_f, c_in].
Value conv2d_layer(Builder& builder, const std::string& layer, Value x, const Conv2dLayer& options,
                   std::source_location where = std::source_location::current());

// Batch norm over the last axis. Parameters LAYER.gamma, beta, running_mean, running_spread.
Value batch_norm_layer(Builder& builder, const std::string& layer, Value x,
                       const BatchNormSettings& settings,
                       std::source_location where = std::source_location::current());

struct DenseLayer {
  std::int64_t num_units = 0;
  bool bias = true;
  WeightInit init = WeightInit::kGlorotUniform;
};

// Parameters LAYER.weight [units, elements of a sample], LAYER.bias [units].
Value dense_layer(Builder& builder, const std::string& layer, Value x, const DenseLayer& options,
                  std::source_location where = std::source_location::current());

// Bidirectional GRU. Parameters LAYER.input_weight (Glorot), recurrent_weight (orthogonal), bias.
//   x [n, t, inputs] -> [n, t, 2 units]
Value gru_layer(Builder& builder, const std::string& layer, Value x, std::int64_t num_units,
                ResetGate reset, std::source_location where = std::source_location::current());

// Dropout while training, nothing in inference.
Value dropout_layer(Builder& builder, Value x, float rate,
                    std::source_location where = std::source_location::current());

}  // namespace cantus
