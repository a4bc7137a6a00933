#include "kernels/bias/bias.h"

#include "tests/cases/cases.h"
#include "tests/reference/bias_reference.h"

namespace cantus::testing {
namespace {

std::string shape_name(std::int64_t rows, std::int64_t channels) {
  return std::to_string(rows) + "x" + std::to_string(channels);
}

KernelCase forward_case(std::int64_t rows, std::int64_t channels, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::bias_forward(rows, channels, in[0], in[1], out[0]);
  };
  return {.name = "bias_forward " + shape_name(rows, channels),
          .inputs = {normal_values(rows * channels, 1), normal_values(channels, 2)},
          .output_sizes = {rows * channels},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                bias_forward(queue, rows, channels, in[0].data(), in[1].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * 2 * rows * channels,
          .flops = 1.0 * rows * channels,
          .full_size = full_size};
}

KernelCase backward_case(std::int64_t rows, std::int64_t channels, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::bias_backward(rows, channels, in[0], out[0]);
  };
  return {.name = "bias_backward " + shape_name(rows, channels),
          .inputs = {normal_values(rows * channels, 1)},
          .output_sizes = {channels},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                bias_backward(queue, rows, channels, in[0].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * rows * channels,
          .flops = 1.0 * rows * channels,
          .full_size = full_size,
          .scratch_bytes = [=](Queue& queue) { return bias_scratch_bytes(queue, rows, channels); }};
}

GradientCase gradient_case(std::int64_t rows, std::int64_t channels) {
  return {.name = "bias " + shape_name(rows, channels),
          .inputs = {normal_values(rows * channels, 3), normal_values(channels, 4)},
          .output_sizes = {rows * channels},
          .differentiable = {1},
          .forward =
              [=](Queue& queue, const auto& in, auto& out) {
                bias_forward(queue, rows, channels, in[0].data(), in[1].data(), out[0].data());
              },
          .backward =
              [=](Queue& queue, const auto&, const auto& d_out, auto& d_in) {
                queue.reserve_scratch(bias_scratch_bytes(queue, rows, channels));
                bias_backward(queue, rows, channels, d_out[0].data(), d_in[0].data());
              }};
}

}  // namespace

void add_bias_cases(CaseList& list) {
  for (const auto& [rows, channels] :
       {std::pair{1, 1}, {3, 5}, {1100, 33}, {1030, 36}, {40, 1032}}) {
    list.kernels.push_back(forward_case(rows, channels, false));
    list.kernels.push_back(backward_case(rows, channels, false));
    list.gradients.push_back(gradient_case(rows, channels));
  }
  // the size of Hou 2020, L1: 64 blocks of 25 frames x 64 bands
  list.kernels.push_back(forward_case(64 * 25 * 64, 128, true));
  list.kernels.push_back(backward_case(64 * 25 * 64, 128, true));
}

}  // namespace cantus::testing
