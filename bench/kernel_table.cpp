// Prints the table of docs/kernels.md: each kernel's error against its definition in double.

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

bool is_further_from_its_bound(const testing::ParityReport& a, const testing::ParityReport& b) {
  return a.max_error * b.bound < b.max_error * a.bound;
}

// A kernel's row: the output nearest to its bound, of all outputs of all its cases.
struct Row {
  std::string kernel;
  std::string shape;
  testing::ParityReport report;
  int num_cases = 0;
};

// In the order of the kernels' first cases.
std::vector<Row> rows_of(Queue& queue, const testing::CaseList& cases, const std::string& filter) {
  std::vector<Row> rows;
  for (const auto& c : cases.kernels) {
    if (c.full_size || c.is_gpu_only() || c.name.find(filter) == std::string::npos) continue;
    const Name name(c.name);
    const auto outputs = check_parity(queue, c);
    const auto report = *std::ranges::max_element(outputs, is_further_from_its_bound);
    auto row = std::ranges::find(rows, name.kernel, &Row::kernel);
    if (row == rows.end()) row = rows.insert(row, {name.kernel, name.shape, report});
    if (is_further_from_its_bound(row->report, report)) {
      row->shape = name.shape;
      row->report = report;
    }
    ++row->num_cases;
  }
  return rows;
}

void print_errors(const std::vector<Row>& rows) {
  std::cout
      << "| kernel | cases | nearest to its bound | largest value | max error | bound | plain "
         "float error |\n|---|---|---|---|---|---|---|\n";
  for (const auto& row : rows) {
    std::printf("| %s | %d | %s | %.2g | %.1e | %.1e | %.1e |\n", row.kernel.c_str(), row.num_cases,
                row.shape.c_str(), row.report.largest, row.report.max_error, row.report.bound,
                row.report.plain_error);
  }
  std::fflush(stdout);
}

int run(int argc, char** argv) {
  CLI::App app{"Error of every kernel against its double reference, as Markdown"};
  std::string filter;
  app.add_option("--filter", filter, "Only kernels whose name contains TEXT")->type_name("TEXT");
  if (const auto code = parse(app, argc, argv)) return *code;
  Queue queue;
  print_errors(rows_of(queue, testing::all_cases(), filter));
  return 0;
}

}  // namespace
}  // namespace cantus::bench

int main(int argc, char** argv) {
  return cantus::bench::bench_main(argc, argv, cantus::bench::run);
}
