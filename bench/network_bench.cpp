// Speed and memory of one network, run alternately with the same network in PyTorch.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "bench/network_job.h"
#include "bench/network_run.h"
#include "bench/support/bench_main.h"
#include "bench/support/ceilings.h"
#include "bench/support/paired_runs.h"
#include "bench/support/peer_process.h"
#include "bench/support/report.h"
#include "kernels/core/error.h"

namespace cantus::bench {
namespace {

// Resets the peak: the buffers that measured the ceilings must not count as the network's.
void forget_peak_memory() { std::ofstream("/proc/self/clear_refs") << 5; }

double peak_memory_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0) return std::atof(line.c_str() + 6) / 1024;
  return 0;
}

void check_same_network(std::int64_t ours, std::int64_t peers) {
  // PyTorch's GRU has a second bias per gate, 384 numbers, which the paper does not count.
  if (ours != peers && ours + 384 != peers)
    throw Error(Exit::kAnswerIsNo, "peer", "has " + std::to_string(peers) + " parameters",
                std::to_string(ours));
}

// Where a run's time goes, without a peer: prints a line per node, each node launched alone.
void run_by_node(const NetworkJob& job) {
  Queue queue(parse_device(job.device), job.num_threads);
  NetworkRun ours(queue, job);
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

PeerProcess start_peer(const NetworkJob& job) {
  return torch_peer(
      "torch_networks.py",
      {job.network, job.peer_work(), std::to_string(job.peer_batch()),
       std::to_string(job.num_threads), job.device, job.peer_mode, to_string(job.precision),
       std::to_string(job.times()), std::to_string(job.num_frames)},
      job.num_threads);
}

void print_arithmetic(const NetworkJob& job, const Measure& measure, const PairedRuns& runs,
                      const Ceilings& ceilings) {
  const double gflop_per_s = gflop_per_excerpt(job) * measure.amount / runs.ours.median();
  print_facts({{"name", measure.name + ".arithmetic"},
               {"gflop_per_s", gflop_per_s},
               {"percent_of_matmul", 100 * gflop_per_s / ceilings.matmul_gflop_per_s}},
              parse_device(measure.device), measure.num_threads);
}

void run_beside_peer(const NetworkJob& job) {
  Queue queue(parse_device(job.device), job.num_threads);
  const Ceilings ceilings = measure_ceilings(queue);
  print_ceilings(ceilings, queue);
  forget_peak_memory();
  const std::size_t free_before = queue.memory().free_bytes();
  NetworkRun ours(queue, job);
  const auto run_ours = timed(
      queue, [&] { ours.run(); }, job.times());
  run_ours();
  // A GPU's free memory is read before the peer takes some; the libraries' code is included.
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
  NetworkJob job;
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
}  // namespace cantus::bench

int main(int argc, char** argv) {
  return cantus::bench::bench_main(argc, argv, cantus::bench::run);
}
