#include "bench/support/report.h"

#include <iostream>
#include <nlohmann/json.hpp>

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
  line.update(about_run(parse_device(measure.device), measure.num_threads));
  std::cout << line.dump() << std::endl;
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

}  // namespace cantus::bench
