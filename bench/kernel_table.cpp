// Prints the table of docs/kernels.md: what every kernel loses against its definition in double.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iostream>

#include "bench/support/bench_main.h"
#include "tests/cases/cases.h"

namespace cantus::bench {
namespace {

struct Name {
  explicit Name(const std::string& text)
      : kernel(text.substr(0, text.find(' '))),
        shape(text.find(' ') == std::string::npos ? "" : text.substr(text.find(' ') + 1)) {}

  std::string kernel;
  std::string shape;
};

// What stands in the row of a kernel with several outputs.
testing::ParityReport nearest_to_its_bound(const std::vector<testing::ParityReport>& outputs) {
  return *std::max_element(outputs.begin(), outputs.end(), [](const auto& a, const auto& b) {
    return a.max_error * b.bound < b.max_error * a.bound;
  });
}

void print_errors(Queue& queue, const testing::CaseList& cases, const std::string& filter) {
  std::cout << "| kernel | shape | largest value | max error | bound | plain float error | bytes | "
               "flops |\n|---|---|---|---|---|---|---|---|\n";
  for (const auto& c : cases.kernels) {
    if (c.full_size || c.is_gpu_only() || c.name.find(filter) == std::string::npos) continue;
    const auto report = nearest_to_its_bound(check_parity(queue, c));
    const Name name(c.name);
    std::printf("| %s | %s | %.2g | %.1e | %.1e | %.1e | %.0f | %.0f |\n", name.kernel.c_str(),
                name.shape.c_str(), report.largest, report.max_error, report.bound,
                report.plain_error, c.bytes, c.flops);
  }
  std::fflush(stdout);
}

void print_full_sizes(const testing::CaseList& cases, const std::string& filter) {
  std::cout << "\n| kernel | the networks' shape | MB | MFLOP |\n|---|---|---|---|\n";
  for (const auto& c : cases.kernels) {
    if (!c.full_size || c.is_gpu_only() || c.name.find(filter) == std::string::npos) continue;
    const Name name(c.name);
    std::printf("| %s | %s | %.2f | %.2f |\n", name.kernel.c_str(), name.shape.c_str(),
                c.bytes * 1e-6, c.flops * 1e-6);
  }
  std::fflush(stdout);
}

int run(int argc, char** argv) {
  CLI::App app{"Error of every kernel against its double reference, as Markdown"};
  std::string filter;
  app.add_option("--filter", filter, "Only kernels whose name contains TEXT")->type_name("TEXT");
  CLI11_PARSE(app, argc, argv);
  Queue queue;
  const auto cases = testing::all_cases();
  print_errors(queue, cases, filter);
  print_full_sizes(cases, filter);
  return 0;
}

}  // namespace
}  // namespace cantus::bench

int main(int argc, char** argv) {
  return cantus::bench::bench_main(argc, argv, cantus::bench::run);
}
