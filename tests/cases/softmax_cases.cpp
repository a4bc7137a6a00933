#include "kernels/sigmoid/sigmoid.h"
#include "kernels/softmax/softmax.h"
#include "tests/cases/cases.h"
#include "tests/reference/softmax_reference.h"

namespace cantus::testing {
namespace {

KernelCase softmax_case(std::int64_t rows, std::int64_t classes, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::softmax_forward(rows, classes, in[0], out[0]);
  };
  return {.name = "softmax_forward " + std::to_string(rows) + "x" + std::to_string(classes),
          .inputs = {normal_values(rows * classes, 1, 3.0)},
          .output_sizes = {rows * classes},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                softmax_forward(queue, rows, classes, in[0].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * 2 * rows * classes,
          .flops = 12.0 * rows * classes,
          .full_size = full_size};
}

KernelCase sigmoid_case(std::int64_t n, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::sigmoid_forward(in[0], out[0]);
  };
  return {.name = "sigmoid_forward " + std::to_string(n),
          .inputs = {normal_values(n, 1, 3.0)},
          .output_sizes = {n},
          .kernel = [=](Queue& queue, const auto& in,
                        auto& out) { sigmoid_forward(queue, n, in[0].data(), out[0].data()); },
          .definition = definition,
          .bytes = 4.0 * 2 * n,
          .flops = 20.0 * n,
          .full_size = full_size};
}

}  // namespace

void add_softmax_cases(CaseList& list) {
  for (const auto& [rows, classes] : {std::pair{1, 1}, {3, 5}, {1100, 2}})
    list.kernels.push_back(softmax_case(rows, classes, false));
  for (const std::int64_t n : {1, 9, 5000}) list.kernels.push_back(sigmoid_case(n, false));
  // the frames of an hour at 70 a second
  list.kernels.push_back(softmax_case(3600 * 70, 2, true));
  list.kernels.push_back(sigmoid_case(3600 * 70, true));
}

}  // namespace cantus::testing
