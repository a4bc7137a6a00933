#include "apps/experiment/experiment.h"

#include <algorithm>

#include <fmt/format.h>

#include "apps/experiment/experiment_checks.h"
#include "data/files/hash.h"
#include "data/files/json_text.h"
#include "data/frontend/front_end.h"
#include "kernels/core/error.h"
#include "models/detection/segments.h"

namespace cantus {

Settings settings_of(Experiment& e, bool has_rounds, bool has_bags) {
  using enum Settings::Affects;
  constexpr std::int64_t kMany = 1000000000;
  Settings s;
  s.integer("experiment.seed", e.seed, 0, std::numeric_limits<std::int64_t>::max());
  s.integer("experiment.epochs", e.epochs, 1, kMany, kLength);
  s.integer("experiment.batches_per_epoch", e.batches_per_epoch, 0, kMany);
  s.integer("experiment.batch_size", e.batch_size, 1, 65536);
  s.integer("experiment.patience", e.patience, 1, kMany, kLength);
  s.integer("experiment.loss_every_steps", e.loss_every_steps, 0, 1000, kPlace);
  s.integer("experiment.validation_stride", e.validation_stride, 1, kMany);
  s.choice("experiment.precision", e.precision);
  s.choice("model.name", e.model, network_names());
  s.integer("model.num_frames", e.options.num_frames, 0, 4096);
  s.integer("model.num_bands", e.options.num_bands, 0, 4096);
  s.number("model.dropout", e.options.dropout, 0, 0.95);
  s.number("model.batch_norm_momentum", e.options.batch_norm_momentum, 0, 1);
  s.choice("model.reset", e.options.reset);
  s.choice("model.head", e.options.head);
  s.texts("model.freeze", e.frozen);
  s.toggle("model.freeze_statistics", e.freezes_statistics);
  s.path("transfer.source", e.source);
  s.digest("transfer.source_sha256", e.source_sha256);
  s.texts("transfer.layers", e.transferred);
  s.choice("transfer.mode", e.transfer_mode);
  s.paths("data.manifest", e.manifests);
  s.texts("data.kinds", e.kinds);
  s.optional_integer("data.num_songs", e.num_songs, kMany);
  s.path("data.features", e.features);
  s.texts("data.positive", e.positive);
  s.choice("data.labels", e.labels);
  s.path("data.targets", e.targets);
  s.digest("data.targets_sha256", e.targets_sha256);
  s.choice("data.front_end", e.front_end, front_end_preset_names());
  s.choice("data.dtype", e.dtype);
  s.toggle("data.balanced", e.is_balanced);
  s.number("data.soft_label", e.soft_label, 0, 0.49);
  if (has_bags) {
    s.choice("bags.pooling", e.pooling, "none");
    s.integer("bags.instances", e.num_instances, 0, 65536);
  }
  s.number("augment.stretch", e.augment.stretch, 0, 0.9);
  s.number("augment.shift", e.augment.shift, 0, 0.9);
  s.number("augment.filter_db", e.augment.filter_db, 0, 60);
  s.toggle("augment.compat_randn", e.augment.randn_widths);
  s.choice("optimizer.kind", e.optimizer.kind);
  s.number_above("optimizer.learning_rate", e.optimizer.learning_rate, 0, 1000);
  s.number_above("optimizer.decay", e.optimizer.decay, 0, 1);
  s.number("optimizer.beta1", e.optimizer.adam.beta1, 0, 0.999999);
  s.number("optimizer.beta2", e.optimizer.adam.beta2, 0, 0.999999);
  s.number_above("optimizer.epsilon", e.optimizer.adam.epsilon, 0, 1);
  s.number("optimizer.momentum", e.optimizer.momentum, 0, 0.999999);
  s.integer("checkpoint.every_steps", e.every_steps, 1, kMany, kPlace);
  s.integer("checkpoint.keep", e.keep, 1, 1000, kPlace);
  if (!has_rounds) return s;
  s.integer("self_improve.rounds", e.num_rounds, 1, 3, kPlace);
  s.integer("self_improve.betas", e.num_betas, 1, 9, kPlace);
  s.integer("self_improve.median_frames", e.improvement.median_frames, 1, kLongestMedian, kPlace);
  s.number("self_improve.saliency_scale", e.improvement.saliency_scale, 0.001, 1000, kPlace);
  s.choice("self_improve.relabel", e.improvement.relabelling, kPlace);
  s.number("self_improve.threshold", e.improvement.threshold, 0, 1, kPlace);
  return s;
}

namespace {

// Sets the defaults that depend on the network.
void take_defaults_of_network(Experiment& e) {
  const Network network = e.network();
  e.optimizer = network.optimizer;
  e.front_end = network.front_end;
  e.soft_label = network.num_outputs() == 1 ? 0.02f : 0;
}

SettingTexts settings_shown(const Experiment& experiment, bool all) {
  Experiment copy = experiment;
  return settings_of(copy, copy.is_weak(), copy.pooling.has_value()).shown(all);
}

}  // namespace

FrozenLayers Experiment::frozen_layers() const {
  FrozenLayers layers{{frozen.begin(), frozen.end()}, freezes_statistics};
  if (transfer_mode == TransferMode::kFixed)
    layers.names.insert(transferred.begin(), transferred.end());
  return layers;
}

std::uint64_t Experiment::training_seed() const {
  if (source_sha256.empty() && targets_sha256.empty()) return static_cast<std::uint64_t>(seed);
  const std::string digest =
      sha256_hex(fmt::format("{} {} {}", seed, source_sha256, targets_sha256));
  return std::stoull(digest.substr(0, 16), nullptr, 16);
}

Network Experiment::network() const {
  NetworkOptions chosen = options;
  chosen.has_attention = pooling == BagPooling::kAttention;
  return make_network(model, chosen);
}

Experiment default_experiment(const std::string& model) {
  Experiment e;
  e.model = model;
  take_defaults_of_network(e);
  return e;
}

Experiment read_experiment(const std::filesystem::path& path,
                           const std::vector<std::string>& overrides,
                           std::optional<std::uint64_t> seed) {
  GivenValues values = read_toml(path);
  for (const std::string& assignment : overrides) override_setting(assignment, values);
  if (seed) override_setting(fmt::format("experiment.seed={}", *seed), values);
  return experiment_from(values, path.string());
}

Experiment experiment_from(const GivenValues& values, const std::string& file) {
  Experiment experiment;
  const Settings settings = settings_of(experiment);
  settings.refuse_unknown(values);
  settings.take(values, "model.");
  take_defaults_of_network(experiment);
  settings.take(values);
  complete(values, file, experiment);
  return experiment;
}

ParameterCount count_parameters(const Experiment& experiment) {
  return count_parameters(
      parameter_specs(experiment.network(), Mode::kTraining, experiment.frozen_layers()));
}

bool is_setting(const std::string& key) {
  Experiment experiment;
  return settings_of(experiment).find(key) != nullptr;
}

std::string setting_text(const Experiment& experiment, const std::string& key) {
  Experiment copy = experiment;
  const Settings settings = settings_of(copy);
  const Settings::Setting* setting = settings.find(key);
  return setting == nullptr ? "" : setting->show();
}

SettingTexts result_settings(const Experiment& experiment) {
  return settings_shown(experiment, false);
}
std::string frozen_text(const Experiment& experiment) {
  return toml_of(settings_shown(experiment, true));
}
std::string result_text(const Experiment& experiment) {
  return toml_of(result_settings(experiment));
}

TrainedOn trained_on(const std::string& result_text) {
  Experiment experiment;
  const Settings settings = settings_of(experiment);
  settings.take(parse_toml(result_text, "the model's training_config"), "data.");
  return {experiment.positive, experiment.dtype};
}

std::vector<std::string> differing_settings(const std::string& before, const std::string& now) {
  using enum Settings::Affects;
  Experiment experiment;
  const Settings settings = settings_of(experiment);
  std::vector<std::string> ignored = settings.keys(kLength);
  for (const std::string& key : settings.keys(kPlace)) ignored.push_back(key);
  return changed_settings(before, now, ignored);
}

ValueTexts values_of_text(const std::string& toml) try {
  ValueTexts values;
  for (const auto& [key, given] : parse_toml(valid_utf8(toml), "settings"))
    values[key] = toml_of(given.value);
  return values;
} catch (const Error& error) {
  if (error.code() != Exit::kBadConfig) throw;
  return {};
}

std::vector<std::string> changed_settings(const std::string& before_text,
                                          const std::string& now_text,
                                          const std::vector<std::string>& ignored) {
  ValueTexts before = values_of_text(before_text), now = values_of_text(now_text);
  for (const std::string& key : ignored) {
    before.erase(key);
    now.erase(key);
  }
  std::vector<std::string> differences;
  for (const auto& [key, text] : now) {
    const auto old = before.find(key);
    const std::string was = old == before.end() ? "not given" : old->second;
    if (was != text) differences.push_back(fmt::format("{}: was {}, is {}", key, was, text));
  }
  for (const auto& [key, text] : before) {
    if (!now.contains(key))
      differences.push_back(fmt::format("{}: was {}, is not given", key, text));
  }
  return differences;
}

std::string in_one_line(const std::vector<std::string>& differences) {
  constexpr std::ptrdiff_t kMost = 5;
  const auto shown_end = differences.begin() + std::min(kMost, std::ssize(differences));
  const auto num_more = differences.end() - shown_end;
  return fmt::format("{}", fmt::join(differences.begin(), shown_end, "; ")) +
         (num_more > 0 ? fmt::format("; and {} more", num_more) : "");
}

}  // namespace cantus
