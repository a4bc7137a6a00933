#include "engine/layers/builder.h"

#include "engine/ops/batch_norm.h"
#include "engine/ops/bias.h"
#include "engine/ops/dropout.h"
#include "engine/ops/gru.h"
#include "engine/ops/linear.h"

namespace cantus {
namespace {

Initializer weight_init(WeightInit init, std::int64_t fan_in, std::int64_t fan_out,
                        std::int64_t num_rows) {
  return init == WeightInit::kOrthogonal ? Initializer::orthogonal(num_rows)
                                         : Initializer::glorot_uniform(fan_in, fan_out);
}

}  // namespace

bool Builder::is_frozen(const std::string& layer) const {
  return frozen_.names.contains(layer) || frozen_.names.contains(layer.substr(0, layer.find('.')));
}

bool Builder::uses_batch_statistics(const std::string& layer) const {
  return mode_ == Mode::kTraining && !(frozen_.statistics && is_frozen(layer));
}

Value Builder::weight(const std::string& layer, const std::string& name, const Shape& shape,
                      const Initializer& init) {
  const auto role = is_frozen(layer) ? ParameterRole::kFrozen : ParameterRole::kTrainable;
  return graph_.parameter({layer + "." + name, shape, role, init});
}

Value Builder::statistic(const std::string& layer, const std::string& name, const Shape& shape,
                         float start) {
  return graph_.parameter(
      {layer + "." + name, shape, ParameterRole::kStatistic, Initializer::constant(start)});
}

Value conv2d_layer(Builder& builder, const std::string& layer, Value x, const Conv2dLayer& options,
                   std::source_location where) {
  const std::int64_t c_in = x.shape()[x.shape().rank() - 1];
  const std::int64_t taps = options.k_t * options.k_f;
  const auto init =
      weight_init(options.init, taps * c_in, taps * options.num_channels, options.num_channels);
  const Value weight =
      builder.weight(layer, "weight", {options.num_channels, options.k_t, options.k_f, c_in}, init);
  const Value y = conv2d(x, weight, Value(), {.padding = options.padding}, where);
  if (!options.bias) return y;
  return bias(y, builder.weight(layer, "bias", {options.num_channels}, Initializer::constant(0)),
              where);
}

Value batch_norm_layer(Builder& builder, const std::string& layer, Value x,
                       const BatchNormSettings& settings, std::source_location where) {
  const Shape per_channel{x.shape()[x.shape().rank() - 1]};
  BatchNormParameters parameters;
  parameters.gamma = builder.weight(layer, "gamma", per_channel, Initializer::constant(1));
  parameters.beta = builder.weight(layer, "beta", per_channel, Initializer::constant(0));
  parameters.running_mean = builder.statistic(layer, "running_mean", per_channel, 0);
  parameters.running_spread = builder.statistic(layer, "running_spread", per_channel, 1);
  return builder.uses_batch_statistics(layer)
             ? batch_norm_training(x, parameters, settings, where)
             : batch_norm_inference(x, parameters, settings, where);
}

Value dense_layer(Builder& builder, const std::string& layer, Value x, const DenseLayer& options,
                  std::source_location where) {
  const std::int64_t elements = x.shape().row_elements();
  const auto init = weight_init(options.init, elements, options.num_units, options.num_units);
  const Value weight = builder.weight(layer, "weight", {options.num_units, elements}, init);
  const Value y = linear(x, weight, where);
  if (!options.bias) return y;
  return bias(y, builder.weight(layer, "bias", {options.num_units}, Initializer::constant(0)),
              where);
}

Value gru_layer(Builder& builder, const std::string& layer, Value x, std::int64_t num_units,
                ResetGate reset, std::source_location where) {
  const std::int64_t num_inputs = x.shape()[x.shape().rank() - 1];
  GruParameters parameters;
  parameters.input_weight = builder.weight(layer, "input_weight", {2, 3 * num_units, num_inputs},
                                           Initializer::glorot_uniform(num_inputs, 3 * num_units));
  parameters.recurrent_weight =
      builder.weight(layer, "recurrent_weight", {2, 3 * num_units, num_units},
                     Initializer::orthogonal(num_units, /*num_matrices=*/2 * 3));
  parameters.bias = builder.weight(layer, "bias", {2, 3 * num_units}, Initializer::constant(0));
  return gru(x, parameters, reset, where);
}

Value dropout_layer(Builder& builder, Value x, float rate, std::source_location where) {
  const std::uint32_t layer = builder.next_dropout();
  if (builder.mode() == Mode::kInference || rate == 0) return x;
  return dropout(x, rate, layer, where);
}

}  // namespace cantus
