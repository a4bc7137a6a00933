#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/experiment/settings.h"
#include "data/hdf5/stored_float.h"
#include "engine/optimizer.h"
#include "engine/parameters.h"
#include "kernels/bag_pool/bag_pool.h"
#include "kernels/spectral_warp/draw_warps.h"
#include "models/networks/network.h"
#include "models/training/self_improvement.h"

namespace cantus {

// Whether layers that are taken over learn on or stay as they were (Hou 2020, section 2.2).
enum class TransferMode { kFineTuned, kFixed };

template <>
struct EnumNames<TransferMode> {
  static constexpr std::array kNames{"fine-tuned", "fixed"};
};

// What has labels: of weak data songs alone, that they have voice or not.
enum class LabelsOf { kFrames, kSongs };

template <>
struct EnumNames<LabelsOf> {
  static constexpr std::array kNames{"frames", "songs"};
};

// Everything that decides how a network is trained. The values here are those of a file that says
// nothing; where they depend on the network they are the paper's.
struct Experiment {
  // [experiment]
  std::int64_t seed = 1;
  std::int64_t epochs = 100;
  std::int64_t batches_per_epoch = 0;  // 0: one pass over the training excerpts
  std::int64_t batch_size = 64;
  std::int64_t patience = 10;  // epochs without a better validation before training ends
  Precision precision = Precision::kFloat32;  // how it is computed, on a GPU
  // The losses of so many steps are read together; between, a GPU runs on without the host.
  std::int64_t loss_every_steps = 0;   // 0: 1 on the CPU, 50 on a GPU
  std::int64_t validation_stride = 1;  // every so many excerpts of the validation songs are scored

  // [model]
  std::string model = "glu_cnn";
  NetworkOptions options;  // every value written out once read
  std::vector<std::string> frozen;
  bool freezes_statistics = true;  // of frozen layers' batch norms

  // [transfer] (Hou 2020, section 2.2)
  std::filesystem::path source;          // model whose layers are taken over; "": none
  std::string source_sha256;             // of that file, written out once read
  std::vector<std::string> transferred;  // the layers
  TransferMode transfer_mode = TransferMode::kFineTuned;

  // [data]
  std::vector<std::filesystem::path> manifests;
  std::vector<std::string> kinds;     // of the manifests' songs; empty: all
  std::int64_t num_songs = 0;         // training songs with voice that are taken; 0: all
  std::filesystem::path features;     // feature store; beside the first manifest by custom
  std::vector<std::string> positive;  // labels that count as voice; the first names it
  LabelsOf labels = LabelsOf::kFrames;
  std::filesystem::path targets;  // file of the frames' targets in weak songs with voice
  std::string targets_sha256;     // of that file, written out once read
  std::string front_end;          // the network's
  StoredFloat dtype = StoredFloat::kFloat32;
  bool is_balanced = false;
  float soft_label = 0;  // 0.02 for a network with one output (Schlueter 2016)

  // [bags], of weak songs: multiple-instance learning, with one target a song.
  std::optional<BagPooling> pooling;  // none: every excerpt is told its song's label
  // Excerpts of a song in a batch; 0: its one excerpt that the network finds the likeliest at the
  // beginning of an epoch (BP-MIP: Schlueter 2016, section 3.2), of all its excerpts.
  std::int64_t num_instances = 8;

  WarpSettings augment;  // [augment] (Schlueter 2016, section 3.1), of excerpts in training

  OptimizerSettings optimizer;  // [optimizer]

  // [checkpoint]
  std::int64_t every_steps = 500;
  std::int64_t keep = 3;

  // [self_improve] (Schlueter 2016, section 4.3), of `cantus self-improve`; a network is trained by
  // the targets that come of it, which data.targets_sha256 names.
  std::int64_t num_rounds = 3;  // 1: CNN-alpha; 2: also CNN-beta; 3: also CNN-gamma
  std::int64_t num_betas = 1;   // in CNN-beta's place, each on the predictions of the one before
  SelfImprovement improvement;

  bool is_weak() const { return labels == LabelsOf::kSongs; }
  bool is_augmented() const {
    return augment.stretch > 0 || augment.shift > 0 || augment.filter_db > 0;
  }
  bool learns_from_bags() const { return pooling && num_instances > 0; }
  bool learns_from_maxima() const { return pooling && num_instances == 0; }
  // Where training's random choices begin: weights, batches, dropout. What learns from another
  // network's layers or targets has a beginning of its own; with that network's seed it would
  // otherwise start from the very numbers that the other one started from.
  std::uint64_t training_seed() const;
  Network network() const;
  FrozenLayers frozen_layers() const;
};

// Reads an experiment file, with `overrides` ("optimizer.decay=0.9") put over it and `seed`, where
// given, over both. Paths are relative to the file; those of overrides to the working folder.
// Errors: kBadConfig with FILE:LINE for a key that is no setting, a value of a wrong kind or out of
// range, a missing key, or settings that do not fit each other; kUsage for a malformed override;
// those of InputFile and copy_layers for the source of a transfer.
Experiment read_experiment(const std::filesystem::path& path,
                           const std::vector<std::string>& overrides,
                           std::optional<std::uint64_t> seed);

// The same from values that are read already; `file` stands for them in errors.
Experiment experiment_from(const GivenValues& values, const std::string& file);

// Of a network, as it is where a file says nothing more. Without songs it is not complete.
Experiment default_experiment(const std::string& model);

// The weights of its network, and of them those that are trained.
ParameterCount count_parameters(const Experiment& experiment);

// Those that an experiment file may have, bound to the experiment: without [self_improve] where
// labels of frames leave nothing to improve, and without [bags] where there are none.
Settings settings_of(Experiment& experiment, bool has_rounds = true, bool has_bags = true);
// Whether an experiment file may have this key.
bool is_setting(const std::string& key);
// What a setting stands at, by its key, as TOML; "" where it is no setting or not given.
std::string setting_text(const Experiment& experiment, const std::string& key);

// The experiment with every value written out, as TOML: a frozen copy that trains the same.
std::string frozen_text(const Experiment& experiment);
// The same without what has no influence on the result: paths and checkpoints.
SettingTexts result_settings(const Experiment& experiment);
std::string result_text(const Experiment& experiment);

// What a model's result_text says of the songs it was trained on; nothing where it says nothing.
// Errors: kBadConfig for what is no TOML.
struct TrainedOn {
  std::vector<std::string> positive;
  StoredFloat dtype = StoredFloat::kFloat32;
};
TrainedOn trained_on(const std::string& result_text);

// "section.key: was A, is B" for what differs between two texts of result_text, but for what only
// says when training ends: a run may go on with another end.
std::vector<std::string> differing_settings(const std::string& before, const std::string& now);

// The same of all but the keys `ignored`.
std::vector<std::string> changed_settings(const std::string& before, const std::string& now,
                                          const std::vector<std::string>& ignored);

// By key, the values of a text of settings, as TOML again: equal values have equal texts. What is
// no TOML has none.
using ValueTexts = std::map<std::string, std::string>;
ValueTexts values_of_text(const std::string& toml);

// Such lines in one, for a message: five at most, and how many more.
std::string in_one_line(const std::vector<std::string>& differences);

}  // namespace cantus
