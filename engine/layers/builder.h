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

// Layers that keep their weights while others are trained.
struct FrozenLayers {
  std::set<std::string> names;
  // Their batch norms normalize by the running statistics. If false, they normalize by the batch
  // and keep updating the running statistics, as Keras did in 2019.
  bool statistics = true;
};

// Records layers: ops with the parameters they own, named after the layer. A layer is frozen when
// its name, or the part of it before the first dot, is among `frozen.names`: its weights are then
// not trainable.
class Builder {
 public:
  Builder(Graph& graph, Mode mode, FrozenLayers frozen = {})
      : graph_(graph), mode_(mode), frozen_(std::move(frozen)) {}

  Graph& graph() { return graph_; }
  Mode mode() const { return mode_; }
  bool is_frozen(const std::string& layer) const;
  // Whether the layer's batch norm takes mean and variance from the batch.
  bool uses_batch_statistics(const std::string& layer) const;

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
  FrozenLayers frozen_;
  std::uint32_t num_dropouts_ = 0;
};

enum class WeightInit { kGlorotUniform, kOrthogonal };

struct Conv2dLayer {
  std::int64_t num_channels = 0;
  std::int64_t k_t = 3;
  std::int64_t k_f = 3;
  Padding padding = Padding::kValid;
  bool bias = false;
  WeightInit init = WeightInit::kGlorotUniform;
};

// Parameter LAYER.weight [c_out, k_t, k_f, c_in], and with a bias LAYER.bias [c_out].
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
