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

// Whether transferred layers are trained further or stay fixed (Hou 2020, section 2.2).
enum class TransferMode { kFineTuned, kFixed };

template <>
struct EnumNames<TransferMode> {
  static constexpr std::array kNames{"fine-tuned", "fixed"};
};

// What the labels describe: every frame, or (weak data) whole songs, which have voice or not.
enum class LabelsOf { kFrames, kSongs };

template <>
struct EnumNames<LabelsOf> {
  static constexpr std::array kNames{"frames", "songs"};
};

// All settings of how a network is trained, with an experiment file's defaults: where they depend
// on the network, the paper's.
struct Experiment {
  // [experiment]
  std::int64_t seed = 1;
  std::int64_t epochs = 100;
  std::int64_t batches_per_epoch = 0;  // 0: one pass over the training excerpts
  std::int64_t batch_size = 64;
  std::int64_t patience = 10;  // training ends after so many epochs without a better validation
  Precision precision = Precision::kFloat32;  // of training's arithmetic, on a GPU
  // The losses of so many steps are fetched at once; in between a GPU need not wait for the host.
  std::int64_t loss_every_steps = 0;   // 0: 1 on the CPU, 50 on a GPU
  std::int64_t validation_stride = 1;  // every so many-th excerpt of the validation songs is scored

  // [model]
  std::string model = "glu_cnn";
  NetworkOptions options;  // experiment_from() sets every value
  std::vector<std::string> frozen;
  bool freezes_statistics = true;  // of frozen layers' batch norms

  // [transfer] (Hou 2020, section 2.2)
  std::filesystem::path source;          // model to take the layers from; "": none
  std::string source_sha256;             // set by experiment_from() to that of `source`
  std::vector<std::string> transferred;  // layers to take over
  TransferMode transfer_mode = TransferMode::kFineTuned;

  // [data]
  std::vector<std::filesystem::path> manifests;
  std::vector<std::string> kinds;     // of the manifests' songs to use; empty: all
  std::int64_t num_songs = 0;         // draw so many training songs with voice; 0: all
  std::filesystem::path features;     // feature store; default: beside the first manifest
  std::vector<std::string> positive;  // labels that mean voice; the first names it
  LabelsOf labels = LabelsOf::kFrames;
  std::filesystem::path targets;  // file with frame targets for weak songs with voice
  std::string targets_sha256;     // set by experiment_from() to that of `targets`
  std::string front_end;          // default: the network's
  StoredFloat dtype = StoredFloat::kFloat32;
  bool is_balanced = false;
  float soft_label = 0;  // 0.02 for a network with one output (Schlueter 2016)

  // [bags], for weak songs: multiple-instance learning, with one target per song.
  std::optional<BagPooling> pooling;  // none: every excerpt has its song's label
  // Excerpts of a song in a batch. 0: only the excerpt that at the beginning of the epoch the
  // network finds likeliest among all of the song's (BP-MIP: Schlueter 2016, section 3.2).
  std::int64_t num_instances = 8;

  WarpSettings augment;  // [augment] (Schlueter 2016, section 3.1), of training excerpts

  OptimizerSettings optimizer;  // [optimizer]

  // [checkpoint]
  std::int64_t every_steps = 500;
  std::int64_t keep = 3;

  // [self_improve] (Schlueter 2016, section 4.3), for `cantus self-improve`. Training a network
  // does not read it: data.targets_sha256 names the targets that come of it.
  std::int64_t num_rounds = 3;  // 1: CNN-alpha; 2: also CNN-beta; 3: also CNN-gamma
  std::int64_t num_betas = 1;   // for CNN-beta, each trained on the one before's predictions
  SelfImprovement improvement;

  bool is_weak() const { return labels == LabelsOf::kSongs; }
  bool is_augmented() const {
    return augment.stretch > 0 || augment.shift > 0 || augment.filter_db > 0;
  }
  bool learns_from_bags() const { return pooling && num_instances > 0; }
  bool learns_from_maxima() const { return pooling && num_instances == 0; }
  // The seed of training's random choices: weights, batches, dropout. A network that learns from
  // another's layers or targets gets a seed of its own: with the other's it would start from the
  // same numbers.
  std::uint64_t training_seed() const;
  Network network() const;
  FrozenLayers frozen_layers() const;
};

// Reads an experiment file. `overrides` ("optimizer.decay=0.9") replace its settings; `seed`, if
// given, replaces theirs. Paths are relative to the file, those of overrides to the working folder.
// Errors: kBadConfig with FILE:LINE for a key that is no setting, a value of a wrong kind or out of
// range, a missing key, or settings that contradict each other; kUsage for a malformed override;
// those of InputFile and copy_layers for the source of a transfer.
Experiment read_experiment(const std::filesystem::path& path,
                           const std::vector<std::string>& overrides,
                           std::optional<std::uint64_t> seed);

// The same from values that are read already; `file` names them in errors.
Experiment experiment_from(const GivenValues& values, const std::string& file);

// The experiment of a network with default settings. Without songs it is not complete.
Experiment default_experiment(const std::string& model);

// The number of parameters of its network, and of those that are trained.
ParameterCount count_parameters(const Experiment& experiment);

// The settings of an experiment file, bound to the experiment: without [self_improve] where labels
// of frames leave nothing to improve, and without [bags] where there are none.
Settings settings_of(Experiment& experiment, bool has_rounds = true, bool has_bags = true);
// Whether an experiment file may have this key.
bool is_setting(const std::string& key);
// A setting's value as TOML, by key; "" if there is no such setting or it is not given.
std::string setting_text(const Experiment& experiment, const std::string& key);

// The experiment with every value written out, as TOML: a frozen copy that trains the same network.
std::string frozen_text(const Experiment& experiment);
// The same without what does not influence the result: paths and checkpoints.
SettingTexts result_settings(const Experiment& experiment);
std::string result_text(const Experiment& experiment);

// What a model's result_text says of its training songs; defaults where it says nothing. Errors:
// kBadConfig where the text is not TOML.
struct TrainedOn {
  std::vector<std::string> positive;
  StoredFloat dtype = StoredFloat::kFloat32;
};
TrainedOn trained_on(const std::string& result_text);

// "section.key: was A, is B" for each difference between two result_texts, except settings of when
// training ends: a run may continue to another end.
std::vector<std::string> differing_settings(const std::string& before, const std::string& now);

// The same for all keys except `ignored`.
std::vector<std::string> changed_settings(const std::string& before, const std::string& now,
                                          const std::vector<std::string>& ignored);

// Parses TOML settings and writes each value back as canonical TOML, by key, so that equal values
// have equal texts. Empty where `toml` does not parse.
using ValueTexts = std::map<std::string, std::string>;
ValueTexts values_of_text(const std::string& toml);

// Joins differences to one line for a message: at most five, and how many more there are.
std::string in_one_line(const std::vector<std::string>& differences);

}  // namespace cantus
