#include "kernels/glu/glu.h"

#include "tests/cases/cases.h"
#include "tests/reference/glu_reference.h"

namespace cantus::testing {
namespace {

template <typename Stored = float>
KernelCase forward_case(std::int64_t rows, std::int64_t channels, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::glu_forward(rows, channels, in[0], out[0]);
  };
  return stored_as<Stored>(
      KernelCase{.name = "glu_forward " + std::to_string(rows) + "x" + std::to_string(channels),
                 .inputs = {normal_values(rows * 2 * channels, 1, 3.0)},
                 .output_sizes = {rows * channels},
                 .kernel =
                     [=](Queue& queue, const auto& in, auto& out) {
                       glu_forward(queue, rows, channels, in[0].template as<Stored>(),
                                   out[0].template as<Stored>());
                     },
                 .definition = definition,
                 .bytes = 4.0 * 3 * rows * channels,
                 .flops = 20.0 * rows * channels,
                 .full_size = full_size},
      {0}, {0});
}

template <typename Stored = float>
KernelCase backward_case(std::int64_t rows, std::int64_t channels, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::glu_backward(rows, channels, in[0], in[1], out[0]);
  };
  return stored_as<Stored>(
      KernelCase{
          .name = "glu_backward " + std::to_string(rows) + "x" + std::to_string(channels),
          .inputs = {normal_values(rows * 2 * channels, 1, 3.0), normal_values(rows * channels, 2)},
          .output_sizes = {rows * 2 * channels},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                glu_backward(queue, rows, channels, in[0].template as<Stored>(),
                             in[1].template as<Stored>(), out[0].template as<Stored>());
              },
          .definition = definition,
          .bytes = 4.0 * 5 * rows * channels,
          .flops = 26.0 * rows * channels,
          .full_size = full_size},
      {0, 1}, {0});
}

GradientCase gradient_case(std::int64_t rows, std::int64_t channels) {
  return {.name = "glu " + std::to_string(rows) + "x" + std::to_string(channels),
          .inputs = {normal_values(rows * 2 * channels, 3)},
          .output_sizes = {rows * channels},
          .differentiable = {0},
          .forward =
              [=](Queue& queue, const auto& in, auto& out) {
                glu_forward(queue, rows, channels, in[0].data(), out[0].data());
              },
          .backward =
              [=](Queue& queue, const auto& in, const auto& d_out, auto& d_in) {
                glu_backward(queue, rows, channels, in[0].data(), d_out[0].data(), d_in[0].data());
              }};
}

}  // namespace

void add_glu_cases(CaseList& list) {
  for (const auto& [rows, channels] : {std::pair{1, 1}, {3, 5}, {50, 64}}) {
    list.kernels.push_back(forward_case(rows, channels, false));
    list.kernels.push_back(backward_case(rows, channels, false));
    list.gradients.push_back(gradient_case(rows, channels));
    list.kernels.push_back(forward_case<Bfloat16>(rows, channels, false));
    list.kernels.push_back(backward_case<Bfloat16>(rows, channels, false));
  }
  // Hou 2020, L1: 64 blocks of 25 frames x 64 bands
  list.kernels.push_back(forward_case(64 * 25 * 64, 64, true));
  list.kernels.push_back(backward_case(64 * 25 * 64, 64, true));
}

}  // namespace cantus::testing
