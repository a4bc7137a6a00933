#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/layers/builder.h"
#include "engine/optimizer.h"

namespace cantus {

// How a network ends: two classes through a softmax (Hou 2020), or one logit (Schlueter 2016).
enum class Output { kSoftmax, kSigmoid };

// What the excerpts near a song's ends see beyond them: its first and last frame over and over, or
// digital silence (Schlueter 2016's programs).
enum class SongEnds { kRepeated, kSilent };

// How glu_crnn makes one decision of the recurrent layer's states, which Hou 2020 leaves open.
enum class TimeHead {
  kLastState,    // the last state of each direction
  kMean,         // the mean over the frames
  kCentreFrame,  // the states at the frame that is scored
  kPerFrame,     // training decides about every frame of the excerpt, detection about the centre
};

template <>
struct EnumNames<TimeHead> {
  static constexpr std::array kNames{"last_state", "mean", "centre_frame", "per_frame"};
};

// What may be chosen about a network; zero or, where that means something, a negative number keeps
// the paper's value. A network passes over what it does not know.
struct NetworkOptions {
  std::int64_t num_frames = 0;
  std::int64_t num_bands = 0;
  float dropout = -1;  // negative: the paper's
  // Share of the old running statistics that is kept; negative: the paper's.
  float batch_norm_momentum = -1;
  ResetGate reset = ResetGate::kBefore;
  TimeHead head = TimeHead::kLastState;  // of glu_crnn
  // In training, spectrogram_cnn has an output "attention" [n, 1] beside its logits, a second view
  // of the same units, for bags that are pooled by it (kernels/bag_pool/). Detection knows none.
  bool has_attention = false;
};

// The chosen frames, bands, dropout and momentum, with the paper's value where none was chosen; all
// other options are the paper's.
NetworkOptions with_paper_values(const NetworkOptions& chosen, NetworkOptions papers);

// A network as data, among it the options it was made with, the paper's values written out. It
// looks at an excerpt of `num_frames` frames by `num_bands` bands and scores its centre frame.
struct Network : NetworkOptions {
  std::string name;
  std::string front_end;          // the preset that makes its features
  std::int64_t least_frames = 1;  // that an excerpt may have: its convolutions and pools take some
  Output output = Output::kSoftmax;
  SongEnds ends = SongEnds::kRepeated;
  std::vector<std::string> layers;  // in order; the names that can be frozen
  OptimizerSettings optimizer;      // the paper's

  // Training has logits and targets of every frame of an excerpt, not of its centre alone.
  bool learns_every_frame = false;

  // Records the network. x [n, num_frames, num_bands, 1] -> logits [n, num_outputs()]; in training
  // [n * num_targets(), num_outputs()].
  std::function<Value(Builder&, Value x)> build;

  std::int64_t num_outputs() const { return output == Output::kSoftmax ? 2 : 1; }
  std::int64_t num_targets() const { return learns_every_frame ? num_frames : 1; }
  // The first of these names that is not a layer of the network.
  std::optional<std::string> unknown_layer(const std::vector<std::string>& names) const;
  Shape input_shape(std::int64_t n) const { return {n, num_frames, num_bands, 1}; }
};

// A network with two classes and repeated ends, without layers: the caller sets them, and `build`.
Network unbuilt_network(const std::string& name, const std::string& front_end,
                        const NetworkOptions& options);

// The networks by name: glu_cnn, glu_crnn, mel_cnn, spectrogram_cnn. Throws Error(kUsage) listing
// them.
Network make_network(const std::string& name, const NetworkOptions& options = {});
std::vector<std::string> network_names();

// The network's parameters; in training, also those that detection does not have.
std::vector<ParameterSpec> parameter_specs(const Network& network, Mode mode = Mode::kInference,
                                           const FrozenLayers& frozen = {});

}  // namespace cantus
