#include "kernels/log_compress/log_compress.h"

#include <cmath>

#include "tests/cases/cases.h"
#include "tests/reference/log_compress_reference.h"

namespace cantus::testing {
namespace {

// Magnitudes from silence and the faintest to the loudest.
std::vector<double> magnitudes(std::int64_t n) {
  std::vector<double> values = uniform_values(n, 1, -25, 6);
  for (auto& v : values) v = static_cast<float>(std::exp(v));
  values[0] = 0;
  return values;
}

KernelCase log_case(const LogCompression& compression, std::int64_t n, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::log_compress(compression, in[0], out[0]);
  };
  return {.name = "log_compress " + to_string(compression.kind) + " " + std::to_string(n),
          .inputs = {Values([=] { return magnitudes(n); })},
          .output_sizes = {n},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                log_compress(queue, compression, n, in[0].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 8.0 * static_cast<double>(n),
          .flops = compression.kind == LogKind::kNone ? 0 : 20.0 * static_cast<double>(n),
          .full_size = full_size};
}

}  // namespace

void add_log_compress_cases(CaseList& list) {
  for (const auto& compression :
       {LogCompression{LogKind::kLogOfSum, 1e-8}, LogCompression{LogKind::kLogOfMax, 1e-7},
        LogCompression{LogKind::kLog1p, 0}, LogCompression{LogKind::kNone, 0}}) {
    list.kernels.push_back(log_case(compression, 1, false));
    list.kernels.push_back(log_case(compression, 5003, false));
    list.kernels.push_back(log_case(compression, 2097 * 372, true));
  }
}

}  // namespace cantus::testing
