#include "bench/support/report.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

namespace cantus::bench {
namespace {

using Json = nlohmann::ordered_json;

std::string machine() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

std::string commit() {
  FILE* git = popen("git -C " CANTUS_SOURCE_DIR " rev-parse --short HEAD 2>/dev/null", "r");
  char text[64] = "";
  if (git == nullptr || std::fgets(text, sizeof text, git) == nullptr) text[0] = 0;
  if (git != nullptr) pclose(git);
  const std::string id = text;
  return id.empty() ? "unknown" : id.substr(0, id.find('\n'));
}

double load() {
  double average = 0;
  return getloadavg(&average, 1) == 1 ? average : -1;
}

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
  line["precision"] = "float32";
  line["threads"] = measure.num_threads;
  line["device"] = "cpu";
  line["machine"] = machine();
  line["load"] = load();
  line["commit"] = commit();
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
