#include "kernels/last_states/last_states.h"

#include "tests/cases/cases.h"

namespace cantus::testing {
namespace {

KernelCase forward_case(std::int64_t n, std::int64_t t, std::int64_t units) {
  const auto definition = [=](const auto& in, auto& out) {
    for (std::int64_t s = 0; s < n; ++s) {
      for (std::int64_t u = 0; u < units; ++u) {
        out[0][s * 2 * units + u] = in[0][(s * t + t - 1) * 2 * units + u];
        out[0][s * 2 * units + units + u] = in[0][s * t * 2 * units + units + u];
      }
    }
  };
  return {.name = "last_states_forward " + std::to_string(n) + "x" + std::to_string(t) + "x" +
                  std::to_string(units),
          .inputs = {normal_values(n * t * 2 * units, 1)},
          .output_sizes = {n * 2 * units},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                last_states_forward(queue, n, t, units, in[0].data(), out[0].data());
              },
          .reference = definition,
          .plain = definition,
          .bytes = 4.0 * 4 * n * units};
}

KernelCase backward_case(std::int64_t n, std::int64_t t, std::int64_t units) {
  const auto definition = [=](const auto& in, auto& out) {
    for (std::int64_t s = 0; s < n; ++s) {
      for (std::int64_t frame = 0; frame < t; ++frame) {
        for (std::int64_t u = 0; u < 2 * units; ++u) {
          const bool is_last_state = frame == (u < units ? t - 1 : 0);
          out[0][(s * t + frame) * 2 * units + u] = is_last_state ? in[0][s * 2 * units + u] : 0;
        }
      }
    }
  };
  return {.name = "last_states_backward " + std::to_string(n) + "x" + std::to_string(t) + "x" +
                  std::to_string(units),
          .inputs = {normal_values(n * 2 * units, 2)},
          .output_sizes = {n * t * 2 * units},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                last_states_backward(queue, n, t, units, in[0].data(), out[0].data());
              },
          .reference = definition,
          .plain = definition,
          .bytes = 4.0 * 2 * n * units * (1 + t)};
}

GradientCase gradient_case(std::int64_t n, std::int64_t t, std::int64_t units) {
  return {.name = "last_states " + std::to_string(n) + "x" + std::to_string(t),
          .inputs = {normal_values(n * t * 2 * units, 3)},
          .output_sizes = {n * 2 * units},
          .differentiable = {0},
          .forward =
              [=](Queue& queue, const auto& in, auto& out) {
                last_states_forward(queue, n, t, units, in[0].data(), out[0].data());
              },
          .backward =
              [=](Queue& queue, const auto&, const auto& d_out, auto& d_in) {
                last_states_backward(queue, n, t, units, d_out[0].data(), d_in[0].data());
              }};
}

}  // namespace

void add_last_states_cases(CaseList& list) {
  list.kernels.push_back(forward_case(1, 1, 3));
  list.kernels.push_back(backward_case(1, 1, 3));
  list.kernels.push_back(forward_case(3, 5, 4));
  list.kernels.push_back(backward_case(3, 5, 4));
  list.gradients.push_back(gradient_case(2, 4, 3));
}

}  // namespace cantus::testing
