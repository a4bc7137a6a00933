#include "apps/experiment_checks.h"

#include <algorithm>

#include <fmt/format.h>

#include "data/files/hash.h"
#include "data/frontend/front_end.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& found,
                         const std::string& expected) {
  throw Error(Exit::kBadConfig, file, found, expected, "correct the file");
}

void check_layers(const std::string& file, const std::string& key, const Network& network,
                  const std::vector<std::string>& layers) {
  for (const std::string& layer : layers) {
    if (std::find(network.layers.begin(), network.layers.end(), layer) != network.layers.end())
      continue;
    refuse(file, fmt::format("{} names layer {}", key, layer),
           fmt::format("layers of {}: {}", network.name, fmt::join(network.layers, ", ")));
  }
}

// Notes the digest of a file that decides the result, or holds it to the one that was noted.
void check_digest(const std::string& key, const std::filesystem::path& path, std::string& noted) {
  if (path.empty()) return;
  const std::string sha256 = sha256_of_file(path);
  if (!noted.empty() && noted != sha256) {
    throw Error(Exit::kBadConfig, path.string(), "SHA-256 " + sha256, key + " = " + noted,
                "restore the file, or leave " + key + " out");
  }
  noted = sha256;
}

void check_transfer(const std::string& file, Experiment& e) {
  if (e.source.empty() != e.transferred.empty()) {
    refuse(file,
           e.source.empty() ? "transfer.layers without transfer.source"
                            : "transfer.source without transfer.layers",
           "both, or none of them");
  }
  check_digest("transfer.source_sha256", e.source, e.source_sha256);
}

void check_labels(const std::string& file, Experiment& e) {
  if (!e.targets.empty() && !e.is_weak)
    refuse(file, "data.targets with data.labels = \"frames\"", "data.labels = \"songs\"");
  check_digest("data.targets_sha256", e.targets, e.targets_sha256);
}

// Of a batch of bags, and of a network that has one logit to pool.
void check_bags(const std::string& file, const Experiment& e, const Network& network) {
  if (!e.pooling) return;
  const std::string given = "bags.pooling = \"" + to_string(*e.pooling) + "\"";
  if (!e.is_weak) refuse(file, given + " with data.labels = \"frames\"", "data.labels = \"songs\"");
  if (!e.targets.empty()) refuse(file, given + " with data.targets", "one of the two");
  if (network.num_outputs() != 1)
    refuse(file, given + " with model.name = \"" + e.model + "\"",
           "spectrogram_cnn, which has one logit");
  if (network.options.has_attention != (e.pooling == BagPooling::kAttention))
    refuse(file, given + " with model.name = \"" + e.model + "\"", "spectrogram_cnn");
  if (e.learns_from_maxima() && e.pooling != BagPooling::kMax)
    refuse(file, given + " with bags.instances = 0", "max, or a number of instances");
  if (e.learns_from_maxima() && e.is_augmented())
    refuse(file, "[augment] with bags.instances = 0",
           "songs as they are, or a number of instances");
  if (e.learns_from_bags() && e.batch_size % e.num_instances != 0)
    refuse(file,
           fmt::format("experiment.batch_size = {} with bags.instances = {}", e.batch_size,
                       e.num_instances),
           "whole bags in a batch");
}

}  // namespace

void complete(const std::string& file, Experiment& e) {
  if (e.manifests.empty())
    refuse(file, "data.manifest is missing", "the path of a corpus manifest");
  if (e.positive.empty())
    refuse(file, "data.positive is missing", "the label to find, such as \"sing\"");
  for (const std::string& label : e.positive)
    if (std::any_of(label.begin(), label.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
      refuse(file, "data.positive holds a control character",
             "a label as it stands in label files");
  if (e.features.empty()) e.features = e.manifests.front().parent_path() / "features";
  const std::int64_t num_bands = front_end_preset(e.front_end).num_bands();
  if (e.options.num_bands == 0 && e.network().num_bands != num_bands)
    e.options.num_bands = num_bands;
  const Network network = e.network();
  if (network.num_bands != num_bands) {
    refuse(file, fmt::format("model.num_bands is {}", network.num_bands),
           fmt::format("{}, as front end {} has", num_bands, e.front_end));
  }
  if (network.num_frames < network.least_frames) {
    refuse(file, fmt::format("model.num_frames is {}", network.num_frames),
           fmt::format("{} or more, which convolutions and pools of {} take", network.least_frames,
                       network.name));
  }
  if (network.options.head != e.options.head) {
    refuse(file, "model.head is " + to_string(e.options.head),
           "last_state: only glu_crnn has states to choose from");
  }
  if (e.is_augmented() && network.learns_every_frame)
    refuse(file, "[augment] with model.head = \"per_frame\"", "a head for the centre");
  if (e.is_augmented() && front_end_preset(e.front_end).mel != MelKind::kNone) {
    refuse(file, "[augment] with front end " + e.front_end,
           "schlueter2016, whose bands are bins: mel bands cannot be stretched or filtered so");
  }
  check_layers(file, "model.freeze", network, e.frozen);
  check_layers(file, "transfer.layers", network, e.transferred);
  check_transfer(file, e);
  check_labels(file, e);
  check_bags(file, e, network);
  // A frozen copy trains the same when a later version's networks have other defaults.
  e.options = network.options;
}

}  // namespace cantus
