#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "bench/support/ceilings.h"
#include "bench/support/paired_runs.h"

namespace cantus::bench {

// What a line says about the work: amount of `unit` that one run gets done.
struct Measure {
  std::string name;
  std::string unit;
  double amount = 0;
  int num_threads = 1;
  std::string device = "cpu";
  std::string precision = "float32";
};

// One JSON line on standard output: rate (median, min, max), peer, ratio, threads, load, machine,
// device, commit.
void print_line(const Measure& measure, const std::string& peer, const PairedRuns& runs);

// The same without a peer.
void print_line(const Measure& measure, const Runs& runs);

// A line of other facts: they and their names, then where and by what they were made.
void print_facts(nlohmann::ordered_json facts, Device device, int num_threads);
void print_ceilings(const Ceilings& ceilings, const Queue& queue);

}  // namespace cantus::bench
