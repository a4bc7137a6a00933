#include "apps/experiment/experiment_checks.h"

#include <fmt/format.h>

#include "apps/model/model_path.h"
#include "apps/model/transfer_source.h"
#include "data/features/feature_store.h"
#include "data/files/hash.h"
#include "data/files/json_text.h"
#include "data/frontend/front_end.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// Where settings were given, for messages that refuse them.
struct Given {
  const GivenValues& values;
  const std::string& file;

  [[noreturn]] void refuse(const std::string& key, const std::string& found,
                           const std::string& expected) const {
    const auto value = values.find(key);
    throw Error(Exit::kBadConfig, value == values.end() ? file : value->second.where, found,
                expected, "correct it");
  }
};

void check_layers(const Given& given, const std::string& key, const Network& network,
                  const std::vector<std::string>& layers) {
  if (const auto unknown = network.unknown_layer(layers))
    given.refuse(key, fmt::format("{} names layer {}", key, *unknown),
                 fmt::format("layers of {}: {}", network.name, fmt::join(network.layers, ", ")));
}

// Stores the digest of a file that decides the result, or checks the file against a stored one.
void check_digest(const Given& given, const std::string& of, const std::filesystem::path& path,
                  std::string& noted) {
  const std::string key = of + "_sha256";
  if (path.empty() && !noted.empty()) given.refuse(key, key + " without " + of, "both, or none");
  if (path.empty()) return;
  const std::string sha256 = sha256_of_file(path);
  if (!noted.empty() && noted != sha256) {
    throw Error(Exit::kBadConfig, path.string(), "SHA-256 " + sha256, key + " = " + noted,
                "restore the file, or leave " + key + " out");
  }
  noted = sha256;
}

// Layers that do not fit are refused now, before songs are read and other networks are trained.
void check_transfer(const Given& given, const Network& network, Experiment& e) {
  if (e.source.empty() && !e.transferred.empty())
    given.refuse("transfer.layers", "transfer.layers without transfer.source",
                 "both, or none of them");
  if (!e.source.empty() && e.transferred.empty())
    given.refuse("transfer.source", "transfer.source without transfer.layers",
                 "both, or none of them");
  e.source = model_path(e.source);
  check_digest(given, "transfer.source", e.source, e.source_sha256);
  if (e.source.empty()) return;
  Queue host({}, 1);
  Parameters tried(host, parameter_specs(network));
  copy_layers(e.source, e.front_end, e.transferred, tried);
}

void check_labels(const Given& given, Experiment& e) {
  if (!e.targets.empty() && !e.is_weak())
    given.refuse("data.targets", "data.targets with data.labels = \"frames\"",
                 "data.labels = \"songs\"");
  check_digest(given, "data.targets", e.targets, e.targets_sha256);
}

// Bags need whole bags in a batch, and a network with one logit to pool.
void check_bags(const Given& given, const Experiment& e, const Network& network) {
  if (!e.pooling) return;
  const std::string pooling = "bags.pooling = \"" + to_string(*e.pooling) + "\"";
  if (!e.is_weak())
    given.refuse("bags.pooling", pooling + " with data.labels = \"frames\"",
                 "data.labels = \"songs\"");
  if (!e.targets.empty())
    given.refuse("bags.pooling", pooling + " with data.targets", "one of the two");
  if (network.num_outputs() != 1)
    given.refuse("bags.pooling", pooling + " with model.name = \"" + e.model + "\"",
                 "spectrogram_cnn or mel_cnn, which have one logit");
  if (network.has_attention != (e.pooling == BagPooling::kAttention))
    given.refuse("bags.pooling", pooling + " with model.name = \"" + e.model + "\"",
                 "spectrogram_cnn");
  if (e.learns_from_maxima() && e.pooling != BagPooling::kMax)
    given.refuse("bags.pooling", pooling + " with bags.instances = 0",
                 "max, or a number of instances");
  if (e.learns_from_maxima() && e.is_augmented())
    given.refuse("bags.instances", "[augment] with bags.instances = 0",
                 "songs as they are, or a number of instances");
  if (e.learns_from_bags() && e.batch_size % e.num_instances != 0)
    given.refuse("experiment.batch_size",
                 fmt::format("experiment.batch_size = {} with bags.instances = {}", e.batch_size,
                             e.num_instances),
                 "whole bags in a batch");
}

// A setting that has no effect because of others must have its default value, as in frozen copies.
// Settings of validation, bags and rounds may have any value: rows of a study share them.
void check_idle(const Given& given, const Network& network, const Experiment& e) {
  using Kind = OptimizerSettings::Kind;
  const bool freezes = !e.frozen_layers().names.empty();
  const struct {
    const char* key;
    bool has_effect;
    const char* expected;
  } dependents[] = {
      {"model.reset", network.reset == e.options.reset, "glu_crnn, which has reset gates"},
      {"model.batch_norm_momentum", network.batch_norm_momentum >= 0, "a network with batch norm"},
      {"model.freeze_statistics", freezes, "model.freeze, or transfer.mode = \"fixed\""},
      {"transfer.mode", !e.source.empty(), "transfer.source and transfer.layers"},
      {"augment.compat_randn", e.augment.filter_db > 0, "augment.filter_db over 0"},
      {"optimizer.momentum", e.optimizer.kind == Kind::kNesterov, "optimizer.kind = \"nesterov\""},
      {"optimizer.beta1", e.optimizer.kind == Kind::kAdam, "optimizer.kind = \"adam\""},
      {"optimizer.beta2", e.optimizer.kind == Kind::kAdam, "optimizer.kind = \"adam\""},
      {"optimizer.epsilon", e.optimizer.kind == Kind::kAdam, "optimizer.kind = \"adam\""},
  };
  const Experiment by_itself = default_experiment(e.model);
  for (const auto& [key, has_effect, expected] : dependents) {
    const std::string found = setting_text(e, key);
    if (!has_effect && found != setting_text(by_itself, key))
      given.refuse(key, fmt::format("{} = {}, which has no effect", key, found), expected);
  }
}

// Batch-norm statistics may still follow the songs, but that is not training.
void check_trainable(const Given& given, const Network& network, const Experiment& e) {
  if (count_parameters(e).trainable > 0) return;
  const bool is_frozen = !e.frozen.empty();
  given.refuse(is_frozen ? "model.freeze" : "transfer.mode",
               fmt::format("{} leaves nothing of {} to train",
                           is_frozen ? "model.freeze" : "transfer.mode = \"fixed\"", network.name),
               "a layer that is not fixed");
}

}  // namespace

void complete(const GivenValues& values, const std::string& file, Experiment& e) {
  const Given given{values, file};
  if (e.manifests.empty())
    given.refuse("data.manifest", "data.manifest is missing", "the path of a corpus manifest");
  if (e.positive.empty())
    given.refuse(
        "data.positive",
        values.contains("data.positive") ? "data.positive is []" : "data.positive is missing",
        "the label to find, such as \"sing\"");
  for (const std::string& label : e.positive)
    if (label.empty() || escape_control(label) != label || !is_utf8(label))
      given.refuse("data.positive", "data.positive is no text in UTF-8 without control characters",
                   "a label as it stands in label files");
  if (e.features.empty()) e.features = features_beside(e.manifests.front());
  const std::int64_t num_bands = front_end_preset(e.front_end).num_bands();
  if (e.options.num_bands == 0 && e.network().num_bands != num_bands)
    e.options.num_bands = num_bands;
  const Network network = e.network();
  if (network.num_bands != num_bands) {
    given.refuse("model.num_bands", fmt::format("model.num_bands is {}", network.num_bands),
                 fmt::format("{}, as front end {} has", num_bands, e.front_end));
  }
  if (network.num_frames < network.least_frames) {
    given.refuse("model.num_frames", fmt::format("model.num_frames is {}", network.num_frames),
                 fmt::format("{} or more, which convolutions and pools of {} take",
                             network.least_frames, network.name));
  }
  if (network.head != e.options.head) {
    given.refuse("model.head", "model.head is " + to_string(e.options.head),
                 "last_state: only glu_crnn has states to choose from");
  }
  if (e.is_augmented() && network.learns_every_frame)
    given.refuse("model.head", "[augment] with model.head = \"per_frame\"",
                 "a head for the centre");
  if (e.is_augmented() && front_end_preset(e.front_end).mel != MelKind::kNone) {
    given.refuse(
        "data.front_end", "[augment] with front end " + e.front_end,
        "schlueter2016, whose bands are bins: mel bands cannot be stretched or filtered so");
  }
  check_layers(given, "model.freeze", network, e.frozen);
  check_layers(given, "transfer.layers", network, e.transferred);
  check_transfer(given, network, e);
  check_labels(given, e);
  check_bags(given, e, network);
  check_idle(given, network, e);
  check_trainable(given, network, e);
  // So that a frozen copy trains the same when a later version's networks have other defaults.
  e.options = network;
}

}  // namespace cantus
