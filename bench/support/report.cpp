#include "bench/support/report.h"

#include <iostream>
#include <utility>

#include "bench/support/about_run.h"

namespace cantus::bench {
namespace {

using Json = nlohmann::ordered_json;

// Rates: the fastest run has the highest one.
Json rates(double amount, const Runs& runs) {
  return {{"median", amount / runs.median()},
          {"min", amount / runs.max()},
          {"max", amount / runs.min()},
          {"n", runs.seconds.size()}};
}

Json line_of(const Measure& measure, const Runs& runs) {
  Json line{{"name", measure.name}, {"unit", measure.unit}};
  line.update(rates(measure.amount, runs));
  return line;
}

void finish(const Measure& measure, Json line) {
  line["precision"] = measure.precision;
  print_facts(std::move(line), parse_device(measure.device), measure.num_threads);
}

}  // namespace

void print_line(const Measure& measure, const std::string& peer, const PairedRuns& runs) {
  Json line = line_of(measure, runs.ours);
  line["peer"] = {{"name", peer}};
  line["peer"].update(rates(measure.amount, runs.peer));
  const Runs ratios = runs.ratios();
  line["ratio"] = {{"median", ratios.median()}, {"min", ratios.min()}, {"max", ratios.max()}};
  finish(measure, line);
}

void print_line(const Measure& measure, const Runs& runs) {
  finish(measure, line_of(measure, runs));
}

void print_facts(Json facts, Device device, int num_threads) {
  facts.update(about_run(device, num_threads));
  std::cout << facts.dump() << std::endl;
}

void print_ceilings(const Ceilings& ceilings, const Queue& queue) {
  print_facts({{"name", "ceilings"},
               {"copy_gb_per_s", ceilings.copy_gb_per_s},
               {"matmul_gflop_per_s", ceilings.matmul_gflop_per_s}},
              queue.device(), queue.num_threads());
}

}  // namespace cantus::bench
