#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "kernels/core/enum_names.h"
#include "kernels/core/precision.h"
#include "models/detection/inference.h"
#include "models/networks/network.h"

namespace cantus {

// kDetect infers excerpts a frame apart, as a song's are; kSaliency maps their central
// frames.
enum class Work { kTrain, kInfer, kDetect, kSaliency };

template <>
struct EnumNames<Work> {
  static constexpr std::array kNames{"train", "infer", "detect", "saliency"};
};

namespace bench {

// What one run of bench_network times, of both sides.
struct NetworkJob {
  std::string network;
  Work work = Work::kInfer;
  std::int64_t batch = 0;
  std::string device = "cpu";
  Precision precision = Precision::kFloat32;
  std::string peer_mode = "eager";
  std::int64_t num_frames = 25;  // of an excerpt of Hou 2020's networks
  BlockScoring blocks = BlockScoring::kExact;
  int num_threads = 2;
  int num_pairs = 9;
  bool by_node = false;

  // "glu_crnn.detect.batch128.frames50.streaming"
  std::string name() const;
  bool is_of_songs() const { return work == Work::kDetect || work == Work::kSaliency; }
  // A network that PyTorch, too, can run over a whole song at once.
  bool is_fully_convolutional() const { return network == "spectrogram_cnn"; }
  bool peer_takes_excerpts() const { return !is_fully_convolutional() || peer_mode == "excerpts"; }
  std::string peer_work() const;
  // PyTorch is fastest with few excerpts at a time; what it takes for them is scaled up.
  std::int64_t peer_batch() const;
  // Runs in a row that are timed together: a GPU's are short, and so is a stretch's, at whose begin
  // the peer's threads still wait for work in a loop.
  int times() const;
};

// Every option stands in the name of the result: one that changes nothing has no place in it
// (kUsage).
void refuse_what_is_not_used(const NetworkJob& job);

Network network_of(const NetworkJob& job);

// Arithmetic of one excerpt in GFLOP, multiply and add counted apart.
double gflop_per_excerpt(const NetworkJob& job);

}  // namespace bench
}  // namespace cantus
