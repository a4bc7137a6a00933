// Speed and memory of one network, run alternately with the same network in PyTorch.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>

#include "bench/support/ceilings.h"
#include "bench/support/paired_runs.h"
#include "bench/support/peer_process.h"
#include "bench/support/report.h"
#include "kernels/core/error.h"
#include "models/inference.h"
#include "models/training_step.h"

namespace cantus::bench {
namespace {

struct Job {
  std::string network;
  bool train = false;
  std::int64_t batch = 0;
  std::string device = "cpu";
  std::string peer_mode = "eager";
  int num_threads = 2;
  int num_pairs = 9;
};

// Arithmetic of one excerpt in GFLOP, multiply and add counted apart. Training is thrice inference
// less the data gradient of the first layer, which nobody needs.
double gflop_per_excerpt(const Job& job) {
  if (job.network == "spectrogram_cnn") return job.train ? 9.374 : 3.141;
  if (job.network == "glu_crnn") return job.train ? 0.236 : 0.0799;
  return job.train ? 0.229 : 0.0776;
}

// Random-looking numbers: zeros run faster than features do.
void fill(std::span<float> values) {
  std::uint32_t state = 1;
  for (float& x : values) {
    state = state * 1664525u + 1013904223u;
    x = static_cast<float>(state >> 8) / 8388608.0f - 1.0f;
  }
}

// Makes what runs once a call: a training step, or a batch of inference.
class OurRun {
 public:
  OurRun(Queue& queue, const Job& job) : is_host_(queue.memory().is_host()) {
    const Network network = make_network(job.network);
    parameters_ = std::make_unique<Parameters>(queue, parameter_specs(network));
    if (job.train) {
      const TrainingOptions options{.batch_size = job.batch, .optimizer = network.optimizer};
      step_ = std::make_unique<TrainingStep>(queue, network, options);
    } else {
      parameters_->initialize(0);
      inference_ = std::make_unique<Inference>(queue, network, *parameters_, job.batch);
    }
  }

  // On the CPU a run uses its inputs up; on a GPU they are copied there again by every run.
  void run() {
    if (is_host_ || !is_filled_) {
      fill(step_ ? step_->features() : inference_->features());
      if (step_)
        for (float& x : step_->targets()) x = 0.5f;
      is_filled_ = true;
    }
    if (inference_) return inference_->run();
    step_->run(0);
  }

  std::int64_t num_parameters() const { return count_parameters(parameters_->specs()).weights; }

 private:
  bool is_host_;
  bool is_filled_ = false;
  std::unique_ptr<Parameters> parameters_;
  std::unique_ptr<TrainingStep> step_;
  std::unique_ptr<Inference> inference_;
};

// Starts the peak anew: the ceilings' own buffers must not count as the network's.
void forget_peak_memory() { std::ofstream("/proc/self/clear_refs") << 5; }

double peak_memory_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0) return std::atof(line.c_str() + 6) / 1024;
  return 0;
}

void check_same_network(std::int64_t ours, std::int64_t peers) {
  // PyTorch's GRU has a second bias a gate, 384 numbers, which the paper's count does not.
  if (ours != peers && ours + 384 != peers)
    throw Error(Exit::kAnswerIsNo, "peer", "has " + std::to_string(peers) + " parameters",
                std::to_string(ours));
}

void run_job(const Job& job) {
  const std::string threads = std::to_string(job.num_threads);
  const std::string mode = job.train ? "train" : "infer";
  // PyTorch in its best setting: large tensors come from the heap, not from fresh pages.
  const char* python = std::getenv("CANTUS_PYTHON");
  PeerProcess peer({python == nullptr ? "/usr/bin/python3" : python,
                    CANTUS_SOURCE_DIR "/bench/peers/torch_networks.py", job.network, mode,
                    std::to_string(job.batch), threads, job.device, job.peer_mode},
                   {"MALLOC_MMAP_MAX_=0", "MALLOC_TRIM_THRESHOLD_=17179869184",
                    "OPENBLAS_CORETYPE=SkylakeX", "OMP_NUM_THREADS=" + threads});
  double peer_memory_mb = 0;
  std::int64_t peer_parameters = 0;
  const auto peer_run = [&] {
    double seconds = 0;
    std::istringstream answer(peer.ask("run"));
    if (!(answer >> seconds >> peer_memory_mb >> peer_parameters))
      throw Error(Exit::kUnavailable, "PyTorch", "the peer does not answer", "python3-torch",
                  "apt-get install python3-torch");
    return seconds;
  };

  Queue queue(parse_device(job.device), job.num_threads);
  const Ceilings ceilings = measure_ceilings(queue);
  std::printf("{\"name\":\"ceilings\",\"copy_gb_per_s\":%.1f,\"matmul_gflop_per_s\":%.1f}\n",
              ceilings.copy_gb_per_s, ceilings.matmul_gflop_per_s);
  forget_peak_memory();
  const std::size_t free_before = queue.memory().free_bytes();
  OurRun ours(queue, job);
  const int times = queue.memory().is_host() ? 1 : 20;
  const auto runs = run_alternately(timed(
                                        queue, [&] { ours.run(); }, times),
                                    peer_run, job.num_pairs);
  const double our_memory_mb =
      queue.memory().is_host()
          ? peak_memory_mb()
          : static_cast<double>(free_before - queue.memory().free_bytes()) / (1 << 20);
  check_same_network(ours.num_parameters(), peer_parameters);
  const Measure measure{job.network + "." + mode + ".batch" + std::to_string(job.batch),
                        "excerpts/s", static_cast<double>(job.batch), job.num_threads,
                        to_string(queue.device())};
  print_line(measure, "PyTorch", runs);
  const double gflop_per_s = gflop_per_excerpt(job) * measure.amount / runs.ours.median();
  std::printf("{\"name\":\"%s.arithmetic\",\"gflop_per_s\":%.1f,\"percent_of_matmul\":%.1f}\n",
              measure.name.c_str(), gflop_per_s, 100 * gflop_per_s / ceilings.matmul_gflop_per_s);
  std::printf(
      "{\"name\":\"%s.peak_memory\",\"unit\":\"MB\",\"value\":%.0f,\"peer\":%.0f,\"ratio\":%.3f}\n",
      measure.name.c_str(), our_memory_mb, peer_memory_mb, our_memory_mb / peer_memory_mb);
}

}  // namespace
}  // namespace cantus::bench

int main(int argc, char** argv) {
  CLI::App app{"Speed and memory of a network beside the same network in PyTorch, alternately"};
  cantus::bench::Job job;
  std::string mode;
  app.add_option("NETWORK", job.network)->required();
  app.add_option("MODE", mode, "train or infer")->required();
  app.add_option("BATCH", job.batch)->required();
  app.add_option("--device", job.device, "cpu or cuda, of both");
  app.add_option("--peer", job.peer_mode, "PyTorch's way on a GPU: eager, compile");
  app.add_option("--threads", job.num_threads, "CPU threads of both");
  app.add_option("--pairs", job.num_pairs, "runs of each");
  CLI11_PARSE(app, argc, argv);
  job.train = mode == "train";
  try {
    cantus::bench::run_job(job);
  } catch (const cantus::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return static_cast<int>(error.code());
  }
  return 0;
}
