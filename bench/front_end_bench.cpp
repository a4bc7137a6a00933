// Speed of the front ends in multiples of real time, on one thread and on two, run alternately with
// the same chain in FFTW (when it was found at build time) and in PyTorch (when Python has it).
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <vector>

#include "bench/support/paired_runs.h"
#include "bench/support/peer_process.h"
#include "bench/support/report.h"
#include "data/frontend/feature_extractor.h"
#include "kernels/core/error.h"
#if CANTUS_HAS_FFTW
#include "bench/peers/fftw_stft.h"
#endif

namespace cantus::bench {
namespace {

constexpr int kSeconds = 120;
constexpr int kNumPairs = 31;

// Noise that bench/peers/torch_stft.py makes too.
std::vector<float> noise(std::int64_t num_samples) {
  std::vector<float> samples;
  for (std::int64_t i = 0; i < num_samples; ++i) {
    auto word = static_cast<std::uint32_t>(i * 2654435761u);
    word ^= word >> 15;
    word *= 2246822519u;
    word ^= word >> 13;
    samples.push_back(static_cast<float>(word / 2147483648.0 - 1));
  }
  return samples;
}

// A front end at work on noise, its output in memory that was touched before.
struct FrontEndRun {
  FrontEndRun(const char* preset, int num_threads)
      : queue({}, num_threads),
        extractor(front_end_preset(preset)),
        samples(noise(static_cast<std::int64_t>(kSeconds) * extractor.front_end().sample_rate)),
        out(extractor.num_frames(num_samples()) * extractor.front_end().num_bands()) {}

  std::int64_t num_samples() const { return static_cast<std::int64_t>(samples.size()); }
  void run() { extractor.extract(queue, num_samples(), samples.data(), out.data()); }

  Queue queue;
  FeatureExtractor extractor;
  std::vector<float> samples;
  std::vector<float> out;
};

Measure measure_of(const std::string& preset, int num_threads) {
  return {"front_end." + preset, "x real time", kSeconds, num_threads};
}

void require_close(double difference, double bound, const char* peer) {
  if (!(difference <= bound))
    throw Error(Exit::kAnswerIsNo, peer, "output differs by " + std::to_string(difference));
}

#if CANTUS_HAS_FFTW
void against_fftw(FrontEndRun& ours, int num_threads) {
  FftwStft peer(num_threads);
  std::vector<float> theirs(ours.out.size(), NAN);
  const auto run_peer = [&] { peer.run(ours.num_samples(), ours.samples.data(), theirs.data()); };
  ours.run();
  run_peer();
  double worst = 0;
  for (std::size_t i = 0; i < theirs.size(); ++i)
    worst = std::max<double>(worst, std::abs(theirs[i] - ours.out[i]));
  require_close(worst, 1e-3, "FFTW");
  print_line(measure_of("schlueter2016", num_threads), "FFTW",
             run_alternately(timed(ours.queue, [&] { ours.run(); }), timed(ours.queue, run_peer),
                             kNumPairs));
}
#endif

// PyTorch in its best setting: large tensors come from the heap, so that their pages are not mapped
// afresh in every run.
void against_torch(FrontEndRun& ours, int num_threads) {
  PeerProcess peer(
      {"/usr/bin/python3", CANTUS_SOURCE_DIR "/bench/peers/torch_stft.py",
       std::to_string(num_threads), std::to_string(kSeconds)},
      {"MALLOC_MMAP_MAX_=0", "MALLOC_TRIM_THRESHOLD_=17179869184", "OPENBLAS_CORETYPE=SkylakeX",
       "OMP_NUM_THREADS=" + std::to_string(num_threads)});
  double seconds = 0;
  double mean = 0;
  const auto run_peer = [&] {
    std::istringstream answer(peer.ask("run"));
    if (!(answer >> seconds >> mean)) throw Error(Exit::kUnavailable, "torch.stft", "peer ended");
    return seconds;
  };
  if (peer.ask("run").empty()) {
    std::fprintf(stderr, "torch.stft: not measured, Python has no torch\n");
    return;
  }
  const auto runs = run_alternately(timed(ours.queue, [&] { ours.run(); }), run_peer, kNumPairs);
  double sum = 0;
  for (const float v : ours.out) sum += v;
  require_close(std::abs(sum / static_cast<double>(ours.out.size()) - mean), 1e-4, "torch.stft");
  print_line(measure_of("schlueter2016", num_threads), "torch.stft", runs);
}

void run_all() {
  for (const int num_threads : {1, 2}) {
    FrontEndRun schlueter("schlueter2016", num_threads);
#if CANTUS_HAS_FFTW
    against_fftw(schlueter, num_threads);
#endif
    against_torch(schlueter, num_threads);
    for (const char* preset : {"hou2020", "ismir2015"}) {
      FrontEndRun run(preset, num_threads);
      const auto once = timed(run.queue, [&] { run.run(); });
      print_line(measure_of(preset, num_threads), run_alternately(once, once, kNumPairs).ours);
    }
  }
}

}  // namespace
}  // namespace cantus::bench

int main() {
  try {
    cantus::bench::run_all();
  } catch (const cantus::Error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return static_cast<int>(e.code());
  }
  return 0;
}
