#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "kernels/core/enum_names.h"
#include "kernels/core/precision.h"
#include "models/detection/inference.h"
#include "models/networks/network.h"

namespace cantus {

// kDetect infers excerpts one frame apart, as in a song; kSaliency maps the central frames of such
// excerpts.
enum class Work { kTrain, kInfer, kDetect, kSaliency };

template <>
struct EnumNames<Work> {
  static constexpr std::array kNames{"train", "infer", "detect", "saliency"};
};

namespace bench {

// What one run of bench_network times, on both sides.
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
  // Whether PyTorch, too, can run the network over a whole song at once.
  bool is_fully_convolutional() const { return network == "spectrogram_cnn"; }
  bool peer_takes_excerpts() const { return !is_fully_convolutional() || peer_mode == "excerpts"; }
  std::string peer_work() const;
  // PyTorch is fastest with few excerpts at a time; its time for them is scaled up to `batch`.
  std::int64_t peer_batch() const;
  // Consecutive runs that are timed together, since a GPU's are short. So are a stretch's, and at
  // its begin the peer's threads still spin, waiting for work.
  int times() const;
};

// Every option is part of the result's name: throws kUsage for one that would change nothing for
// this job.
void refuse_what_is_not_used(const NetworkJob& job);

Network network_of(const NetworkJob& job);

// GFLOP of one excerpt, where a multiply and an add count as two.
double gflop_per_excerpt(const NetworkJob& job);

}  // namespace bench
}  // namespace cantus
