// Times every kernel on the networks' shapes. Prints a JSON line of the machine's ceilings, then
// one per kernel: its rates, and the share of its time that the binding ceiling alone explains.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "bench/support/bench_main.h"
#include "bench/support/ceilings.h"
#include "bench/support/paired_runs.h"
#include "bench/support/report.h"
#include "tests/cases/cases.h"

namespace cantus::bench {
namespace {

using Json = nlohmann::ordered_json;

Json bench_case(Queue& queue, const testing::KernelCase& c, const Ceilings& ceilings,
                double budget_s) {
  const testing::PlannedCase planned(queue, c);
  const auto inputs = testing::device_inputs(queue, c);
  auto outputs = testing::device_outputs(queue, c);
  const Runs runs = run_repeatedly(
      queue, [&] { planned.run(inputs, outputs); }, budget_s);

  const double bytes_floor_s = c.bytes * 1e-9 / ceilings.copy_gb_per_s;
  const double flops_floor_s = c.flops * 1e-9 / ceilings.matmul_gflop_per_s;
  return {{"name", c.name},
          {"unit", "ms"},
          {"median", runs.median() * 1e3},
          {"min", runs.min() * 1e3},
          {"max", runs.max() * 1e3},
          {"n", runs.seconds.size()},
          {"gb_per_s", c.bytes / runs.median() * 1e-9},
          {"gflop_per_s", c.flops / runs.median() * 1e-9},
          {"bound_by", bytes_floor_s > flops_floor_s ? "bytes" : "flops"},
          {"percent_of_ceiling", 100 * std::max(bytes_floor_s, flops_floor_s) / runs.median()}};
}

// The full-size cases of the queue's device whose names contain `filter`. Throws Error(kUsage) if
// there are none.
std::vector<testing::KernelCase> wanted_cases(Queue& queue, const std::string& filter) {
  std::vector<testing::KernelCase> wanted;
  for (auto& c : testing::all_cases().kernels) {
    if (!c.full_size || c.name.find(filter) == std::string::npos) continue;
    if (queue.memory().is_host() ? c.is_gpu_only() : c.cpu_only) continue;
    wanted.push_back(std::move(c));
  }
  if (wanted.empty())
    throw Error(Exit::kUsage, "--filter " + filter, "no case of full size on this device",
                "part of a name among the networks' shapes of docs/kernels.md");
  return wanted;
}

int run(int argc, char** argv) {
  CLI::App app{"Times the kernels on the networks' shapes, one JSON line each"};
  std::string filter;
  std::string device = "cpu";
  int num_threads = 0;
  double budget_s = 0.5;
  app.add_option("--filter", filter, "Only kernels whose name contains TEXT")->type_name("TEXT");
  app.add_option("--device", device, "cpu or cuda[:N]");
  app.add_option("--threads", num_threads, "CPU threads, 0 for all cores")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--seconds", budget_s, "Time for each kernel")->check(CLI::Range(0.0, 3600.0));
  app.footer(
      "A GPU runs a kernel 20 times in a row, its caches warm. bound_by: which of bytes and flops\n"
      "alone would take longer at the measured ceilings; percent_of_ceiling: how much of the\n"
      "median that is. docs/kernels.md has each kernel's bytes.");
  if (const auto code = parse(app, argc, argv)) return *code;

  Queue queue(parse_device(device), num_threads);
  const auto cases = wanted_cases(queue, filter);
  const Ceilings ceilings = measure_ceilings(queue);
  print_ceilings(ceilings, queue);
  int code = 0;
  for (const auto& c : cases) {
    try {
      print_facts(bench_case(queue, c, ceilings, budget_s), queue.device(), queue.num_threads());
    } catch (const Error& error) {  // a refused launch does not stop the other kernels
      std::cerr << "cantus: error: " << c.name << ": " << error.what() << '\n';
      code = static_cast<int>(error.code());
    }
  }
  return code;
}

}  // namespace
}  // namespace cantus::bench

int main(int argc, char** argv) {
  return cantus::bench::bench_main(argc, argv, cantus::bench::run);
}
