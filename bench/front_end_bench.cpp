// Speed of the front ends in multiples of real time, run alternately with the same chain in PyTorch
// (alone if Python lacks it): on one thread and on two, also beside FFTW (if it was found at build
// time); or on a GPU, from samples to features in its memory.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <sstream>
#include <vector>

#include "bench/support/bench_main.h"
#include "bench/support/paired_runs.h"
#include "bench/support/peer_process.h"
#include "bench/support/report.h"
#include "data/frontend/feature_extractor.h"
#include "engine/buffer.h"
#include "kernels/core/error.h"
#include "kernels/stft/log_spectrogram.h"
#if CANTUS_HAS_FFTW
#include "bench/peers/fftw_stft.h"
#endif

namespace cantus::bench {
namespace {

constexpr int kSeconds = 120;
constexpr int kSecondsOnGpu = 1800;
constexpr int kNumPairs = 31;

// The same noise as in bench/peers/torch_stft.py.
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

// A front end to run on noise; its output memory has been touched before.
struct FrontEndRun {
  FrontEndRun(const char* preset, int num_threads)
      : queue({}, num_threads),
        extractor(queue, front_end_preset(preset)),
        samples(noise(static_cast<std::int64_t>(kSeconds) * extractor.front_end().sample_rate)),
        out(extractor.num_frames(num_samples()) * extractor.front_end().num_bands()) {}

  std::int64_t num_samples() const { return static_cast<std::int64_t>(samples.size()); }
  void run() { extractor.extract(num_samples(), samples.data(), out.data()); }

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

void against_torch(const Measure& measure, const TimedRun& our_run, double our_mean,
                   const std::string& device) {
  PeerProcess peer = torch_peer("torch_stft.py",
                                {std::to_string(measure.num_threads),
                                 std::to_string(static_cast<int>(measure.amount)), device},
                                measure.num_threads);
  double seconds = 0;
  double mean = 0;
  const auto run_peer = [&] {
    std::istringstream answer(peer.ask("run"));
    if (!(answer >> seconds >> mean)) throw Error(Exit::kUnavailable, "torch.stft", "peer ended");
    return seconds;
  };
  if (peer.ask("run").empty()) {
    std::fprintf(stderr, "torch.stft: not measured, Python has no torch\n");
    print_line(measure, run_alternately(our_run, our_run, kNumPairs).ours);
    return;
  }
  const auto runs = run_alternately(our_run, run_peer, kNumPairs);
  require_close(std::abs(our_mean - mean), 1e-4, "torch.stft");
  print_line(measure, "torch.stft", runs);
}

double mean_of(std::span<const float> values) {
  double sum = 0;
  for (const float v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

void run_on_gpu(const std::string& device) {
  Queue queue(parse_device(device), 1);
  const FrontEnd front_end = front_end_preset("schlueter2016");
  const StftPlan plan(queue, front_end.stft);
  const auto sound = noise(static_cast<std::int64_t>(kSecondsOnGpu) * front_end.sample_rate);
  const auto num_samples = static_cast<std::int64_t>(sound.size());
  Buffer samples(queue, num_samples * sizeof(float));
  samples.write(0, sound);
  std::vector<float> values(front_end.stft.num_frames(num_samples) * front_end.num_bands());
  Buffer features(queue, values.size() * sizeof(float));
  const auto run = [&] {
    log_spectrogram(queue, plan, nullptr, front_end.compression, num_samples, samples.floats(),
                    features.floats());
  };
  run();
  features.read(0, values);
  const Measure measure{"front_end.schlueter2016", "x real time", kSecondsOnGpu, 1, device};
  against_torch(measure, timed(queue, run, 20), mean_of(values), device);
}

void run_on_cpu() {
  for (const int num_threads : {1, 2}) {
    FrontEndRun schlueter("schlueter2016", num_threads);
#if CANTUS_HAS_FFTW
    against_fftw(schlueter, num_threads);
#endif
    schlueter.run();
    against_torch(measure_of("schlueter2016", num_threads),
                  timed(schlueter.queue, [&] { schlueter.run(); }), mean_of(schlueter.out), "cpu");
    for (const char* preset : {"hou2020", "ismir2015"}) {
      FrontEndRun run(preset, num_threads);
      const auto once = timed(run.queue, [&] { run.run(); });
      print_line(measure_of(preset, num_threads), run_alternately(once, once, kNumPairs).ours);
    }
  }
}

int run(int argc, char** argv) {
  CLI::App app{"Speed of the front ends beside the same chain in other libraries"};
  std::string device = "cpu";
  app.add_option("--device", device, "cpu or cuda, of both");
  if (const auto code = parse(app, argc, argv)) return *code;
  device == "cpu" ? run_on_cpu() : run_on_gpu(device);
  return 0;
}

}  // namespace
}  // namespace cantus::bench

int main(int argc, char** argv) {
  return cantus::bench::bench_main(argc, argv, cantus::bench::run);
}
