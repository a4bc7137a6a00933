// Speed and memory of one network, run alternately with the same network in PyTorch.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "bench/support/bench_main.h"
#include "bench/support/ceilings.h"
#include "bench/support/paired_runs.h"
#include "bench/support/peer_process.h"
#include "bench/support/report.h"
#include "engine/multiply_adds.h"
#include "kernels/core/enum_names.h"
#include "kernels/core/error.h"
#include "models/detection/inference.h"
#include "models/saliency/saliency.h"
#include "models/training/training_step.h"

namespace cantus {

// Detection is inference of excerpts a frame apart, as a song's are; saliency that of their central
// frames.
enum class Work { kTrain, kInfer, kDetect, kSaliency };

template <>
struct EnumNames<Work> {
  static constexpr std::array kNames{"train", "infer", "detect", "saliency"};
};

namespace bench {
namespace {

struct Job {
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
  std::string name() const {
    std::string name = network + "." + to_string(work) + ".batch" + std::to_string(batch);
    if (num_frames != 25) name += ".frames" + std::to_string(num_frames);
    if (blocks != BlockScoring::kExact) name += "." + to_string(blocks);
    return precision == Precision::kFloat32 ? name : name + "." + to_string(precision);
  }
  bool is_of_songs() const { return work == Work::kDetect || work == Work::kSaliency; }
  // A network that PyTorch, too, can run over a whole song at once.
  bool is_fully_convolutional() const { return network == "spectrogram_cnn"; }
  bool peer_takes_excerpts() const { return !is_fully_convolutional() || peer_mode == "excerpts"; }
  std::string peer_work() const {
    if (work == Work::kSaliency && !peer_takes_excerpts()) return "cone";
    if (work == Work::kDetect && peer_takes_excerpts()) return "infer";
    return to_string(work);
  }
  // PyTorch is fastest with few excerpts at a time; what it takes for them is scaled up.
  std::int64_t peer_batch() const {
    return is_of_songs() && peer_mode == "excerpts" ? std::min<std::int64_t>(batch, 32) : batch;
  }
  // Runs in a row that are timed together: a GPU's are short, and so is a stretch's, at whose begin
  // the peer's threads still wait for work in a loop.
  int times() const {
    if (device == "cpu") return work == Work::kDetect && !is_fully_convolutional() ? 8 : 1;
    return batch > 64 ? 5 : 20;
  }
};

// Every option stands in the name of the result: one that changes nothing has no place in it.
void refuse_what_is_not_used(const Job& job) {
  const auto refuse = [](const std::string& option, const std::string& expected) {
    throw Error(Exit::kUsage, option, "changes nothing here", expected);
  };
  if (job.work == Work::kSaliency && job.precision != Precision::kFloat32)
    refuse("--precision", "float32, of which maps are");
  if (job.work != Work::kDetect && job.blocks != BlockScoring::kExact)
    refuse("--blocks", "MODE detect");
  if (job.is_fully_convolutional() && job.num_frames != 25)
    refuse("--frames", "glu_cnn or glu_crnn");
  if (!job.is_of_songs() && job.peer_mode == "excerpts")
    refuse("--peer excerpts", "MODE detect or saliency");
}

Network network_of(const Job& job) {
  return make_network(job.network,
                      {.num_frames = job.is_fully_convolutional() ? 0 : job.num_frames});
}

// Arithmetic of one excerpt in GFLOP, multiply and add counted apart.
double gflop_per_excerpt(const Job& job) {
  const auto counted = multiply_adds(record_inference(network_of(job), 1), "features");
  return 2e-9 * static_cast<double>(job.work == Work::kTrain ? counted.training : counted.forward);
}

// Random-looking numbers: zeros run faster than features do.
void fill(std::span<float> values) {
  std::uint32_t state = 1;
  for (float& x : values) {
    state = state * 1664525u + 1013904223u;
    x = static_cast<float>(state >> 8) / 8388608.0f - 1.0f;
  }
}

// One song of random frames where the queue's kernels read it: a step draws and gathers its batch
// there, as `cantus train` does. PyTorch's batch stands ready instead.
class ResidentNoise {
 public:
  ResidentNoise(Queue& queue, const Network& network)
      : frames_(queue, kNumFrames * network.num_bands * sizeof(float)),
        labels_(queue, kNumFrames * sizeof(float)),
        bounds_(queue, 4 * sizeof(std::int64_t)) {
    std::vector<float> frames(kNumFrames * network.num_bands);
    fill(frames);
    frames_.write(0, frames);
    labels_.write(0, std::vector<float>(kNumFrames, 0.0f));
    const std::int64_t num_excerpts = kNumFrames - network.num_frames + 1;
    const std::array<std::int64_t, 4> bounds{0, kNumFrames, 0, num_excerpts};
    queue.memory().copy(bounds_.data(), bounds.data(), sizeof bounds);
    queue.synchronize();
    const auto* first = reinterpret_cast<const std::int64_t*>(bounds_.data());
    set_.num_bands = network.num_bands;
    set_.device.excerpts = {.num_frames = network.num_frames,
                            .num_songs = 1,
                            .first_frames = first,
                            .first_excerpts = first + 2,
                            .labels = labels_.floats(),
                            .num_excerpts = num_excerpts};
    set_.device.frames = frames_.data();
    set_.host = set_.device;
  }

  const ResidentSet& set() const { return set_; }

 private:
  static constexpr std::int64_t kNumFrames = 20000;
  Buffer frames_, labels_, bounds_;
  ResidentSet set_;
};

// Makes what runs once a call: a training step, or a batch of inference.
class OurRun {
 public:
  OurRun(Queue& queue, const Job& job) : queue_(queue) {
    const Network network = network_of(job);
    parameters_ = std::make_unique<Parameters>(queue, parameter_specs(network));
    if (job.work == Work::kTrain) {
      noise_ = std::make_unique<ResidentNoise>(queue, network);
      const TrainingOptions options{
          .batch_size = job.batch, .optimizer = network.optimizer, .precision = job.precision};
      const TargetRule rule{network.num_outputs(), 0.5f};
      step_ = std::make_unique<TrainingStep>(
          queue, network, options, [&](Graph& graph, std::int64_t batch_size) {
            return excerpt_batch(graph, noise_->set(), rule, batch_size);
          });
      return;
    }
    parameters_->initialize(0);
    inference_ = std::make_unique<Inference>(queue, recorded(network, job), *parameters_);
    features_ = std::make_unique<Buffer>(queue, inference_->features().size_bytes());
    fill(inference_->features());
    queue.memory().copy(features_->data(), inference_->features().data(), features_->size_bytes());
    queue.synchronize();
  }

  void run() {
    if (step_) return step_->run(0);
    // A run uses its inputs up; a copy on the device brings them back, as a song's features come.
    queue_.memory().copy(inference_->device_features(), features_->data(), features_->size_bytes());
    inference_->run_on_device();
  }

  std::vector<NodeTime> time_nodes(int times) {
    run();
    return step_ ? step_->time_nodes(times) : inference_->time_nodes(times);
  }

  std::int64_t num_parameters() const { return count_parameters(parameters_->specs()).weights; }

 private:
  static Graph recorded(const Network& network, const Job& job) {
    if (job.work == Work::kSaliency) return record_saliency(network, job.batch);
    if (job.work == Work::kDetect)
      return record_stretch(network, job.batch, job.precision, job.blocks);
    return record_inference(network, job.batch, job.precision);
  }

  Queue& queue_;
  std::unique_ptr<Parameters> parameters_;
  std::unique_ptr<ResidentNoise> noise_;
  std::unique_ptr<TrainingStep> step_;
  std::unique_ptr<Inference> inference_;
  std::unique_ptr<Buffer> features_;
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

// Where the time of a run goes, without a peer: one line a node, each launched by itself.
void run_by_node(const Job& job) {
  Queue queue(parse_device(job.device), job.num_threads);
  OurRun ours(queue, job);
  double total = 0;
  for (const NodeTime& node : ours.time_nodes(job.times())) {
    print_facts({{"name", job.name()},
                 {"node", node.op},
                 {"output", to_string(node.output)},
                 {"ms", node.seconds * 1e3}},
                queue.device(), job.num_threads);
    total += node.seconds;
  }
  print_facts({{"name", job.name()}, {"node", "all"}, {"ms", total * 1e3}}, queue.device(),
              job.num_threads);
}

PeerProcess start_peer(const Job& job) {
  return torch_peer(
      "torch_networks.py",
      {job.network, job.peer_work(), std::to_string(job.peer_batch()),
       std::to_string(job.num_threads), job.device, job.peer_mode, to_string(job.precision),
       std::to_string(job.times()), std::to_string(job.num_frames)},
      job.num_threads);
}

void print_arithmetic(const Job& job, const Measure& measure, const PairedRuns& runs,
                      const Ceilings& ceilings) {
  const double gflop_per_s = gflop_per_excerpt(job) * measure.amount / runs.ours.median();
  print_facts({{"name", measure.name + ".arithmetic"},
               {"gflop_per_s", gflop_per_s},
               {"percent_of_matmul", 100 * gflop_per_s / ceilings.matmul_gflop_per_s}},
              parse_device(measure.device), measure.num_threads);
}

void run_beside_peer(const Job& job) {
  Queue queue(parse_device(job.device), job.num_threads);
  const Ceilings ceilings = measure_ceilings(queue);
  print_ceilings(ceilings, queue);
  forget_peak_memory();
  const std::size_t free_before = queue.memory().free_bytes();
  OurRun ours(queue, job);
  const auto run_ours = timed(
      queue, [&] { ours.run(); }, job.times());
  run_ours();
  // A GPU's memory is asked for before the peer takes of it; the libraries' code is counted in.
  const std::size_t free_after = queue.memory().free_bytes();

  PeerProcess peer = start_peer(job);
  double peer_memory_mb = 0;
  std::int64_t peer_parameters = 0;
  const auto run_peer = [&] {
    double seconds = 0;
    std::istringstream answer(peer.ask("run"));
    if (!(answer >> seconds >> peer_memory_mb >> peer_parameters))
      throw Error(Exit::kUnavailable, "PyTorch", "the peer does not answer", "python3-torch",
                  "apt-get install python3-torch");
    return seconds * static_cast<double>(job.batch) / static_cast<double>(job.peer_batch());
  };
  const auto runs = run_alternately(run_ours, run_peer, job.num_pairs);
  const double our_memory_mb = queue.memory().is_host()
                                   ? peak_memory_mb()
                                   : static_cast<double>(free_before - free_after) / (1 << 20);
  check_same_network(ours.num_parameters(), peer_parameters);
  const std::string precision = to_string(job.precision);
  const Measure measure{job.name(),
                        "excerpts/s",
                        static_cast<double>(job.batch),
                        job.num_threads,
                        to_string(queue.device()),
                        precision};
  print_line(measure, "PyTorch", runs);
  if (!job.is_of_songs()) print_arithmetic(job, measure, runs, ceilings);
  print_facts({{"name", measure.name + ".peak_memory"},
               {"unit", "MB"},
               {"value", std::lround(our_memory_mb)},
               {"peer", std::lround(peer_memory_mb)},
               {"ratio", our_memory_mb / peer_memory_mb}},
              queue.device(), job.num_threads);
}

int run(int argc, char** argv) {
  CLI::App app{"Speed and memory of a network beside the same network in PyTorch, alternately"};
  Job job;
  std::string work;
  std::string precision = to_string(job.precision), blocks = to_string(job.blocks);
  app.add_option("NETWORK", job.network)->required();
  app.add_option("MODE", work,
                 "train, infer; detect, saliency: of excerpts a frame apart, as a song's are")
      ->required()
      ->check(CLI::IsMember(names_of<Work>()));
  app.add_option("BATCH", job.batch)->required()->check(CLI::PositiveNumber);
  app.add_option("--device", job.device, "cpu or cuda, of both");
  app.add_option("--precision", precision, "of both; a GPU's")
      ->check(CLI::IsMember(names_of<Precision>()));
  auto* peer =
      app.add_option("--peer", job.peer_mode,
                     "PyTorch's way on a GPU: eager, compile, autotune; excerpts: a song's "
                     "one by one")
          ->check(CLI::IsMember({"eager", "compile", "autotune", "excerpts"}));
  app.add_option("--frames", job.num_frames, "of an excerpt of glu_cnn and glu_crnn")
      ->check(CLI::PositiveNumber);
  app.add_option("--blocks", blocks, "of a song's excerpts")
      ->check(CLI::IsMember(names_of<BlockScoring>()));
  app.add_option("--threads", job.num_threads, "CPU threads of both")->check(CLI::PositiveNumber);
  auto* pairs =
      app.add_option("--pairs", job.num_pairs, "runs of each")->check(CLI::PositiveNumber);
  app.add_flag("--nodes", job.by_node, "where the time goes, node by node, without PyTorch")
      ->excludes(peer, pairs);
  if (const auto code = parse(app, argc, argv)) return *code;
  job.work = *named<Work>(work);
  job.precision = *named<Precision>(precision);
  job.blocks = *named<BlockScoring>(blocks);
  refuse_what_is_not_used(job);
  job.by_node ? run_by_node(job) : run_beside_peer(job);
  return 0;
}

}  // namespace
}  // namespace bench
}  // namespace cantus

int main(int argc, char** argv) {
  return cantus::bench::bench_main(argc, argv, cantus::bench::run);
}
