#include "kernels/leaky_relu/leaky_relu.h"

#include "tests/cases/cases.h"
#include "tests/reference/leaky_relu_reference.h"

namespace cantus::testing {
namespace {

KernelCase forward_case(std::int64_t n, float slope, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    reference::leaky_relu_forward(T(slope), in[0], out[0]);
  };
  return {.name = "leaky_relu_forward " + std::to_string(n) + (slope == 0 ? " plain" : ""),
          .inputs = {normal_values(n, 1)},
          .output_sizes = {n},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                leaky_relu_forward(queue, n, slope, in[0].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * 2 * n,
          .flops = 1.0 * n,
          .full_size = full_size};
}

KernelCase backward_case(std::int64_t n, RectifierRule rule, bool full_size) {
  const float slope = 0.01f;
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    if (rule == RectifierRule::kGuided)
      reference::guided_relu_backward(in[0], in[1], out[0]);
    else
      reference::leaky_relu_backward(T(slope), in[0], in[1], out[0]);
  };
  const std::string kind = rule == RectifierRule::kGuided ? "guided" : "leaky";
  return {.name = kind + "_relu_backward " + std::to_string(n),
          .inputs = {normal_values(n, 1), normal_values(n, 2)},
          .output_sizes = {n},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                // the kernel sees the output, which has the same sign as the input
                leaky_relu_backward(queue, n, slope, rule, in[0].data(), in[1].data(),
                                    out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * 3 * n,
          .flops = 1.0 * n,
          .full_size = full_size};
}

GradientCase gradient_case(std::int64_t n, double slope) {
  return {.name = "leaky_relu " + std::to_string(n) + (slope == 0 ? " plain" : ""),
          .inputs = {normal_values(n, 3)},
          .output_sizes = {n},
          .differentiable = {0},
          .forward =
              [=](Queue& queue, const auto& in, auto& out) {
                leaky_relu_forward(queue, n, slope, in[0].data(), out[0].data());
              },
          .backward =
              [=](Queue& queue, const auto& in, const auto& d_out, auto& d_in) {
                auto y = in[0];
                leaky_relu_forward(queue, n, slope, in[0].data(), y.data());
                leaky_relu_backward(queue, n, slope, RectifierRule::kPlain, y.data(),
                                    d_out[0].data(), d_in[0].data());
              }};
}

}  // namespace

void add_leaky_relu_cases(CaseList& list) {
  for (const std::int64_t n : {1, 9, 1000}) {
    list.kernels.push_back(forward_case(n, 0.01f, false));
    list.kernels.push_back(backward_case(n, RectifierRule::kPlain, false));
    list.kernels.push_back(backward_case(n, RectifierRule::kGuided, false));
  }
  list.kernels.push_back(forward_case(1000, 0.0f, false));
  list.gradients.push_back(gradient_case(50, 0.01));
  list.gradients.push_back(gradient_case(50, 0.0));
  // Schlüter 2016, conv2: 32 excerpts of 111 x 368 x 32
  const std::int64_t conv2 = 32LL * 111 * 368 * 32;
  list.kernels.push_back(forward_case(conv2, 0.01f, true));
  list.kernels.push_back(backward_case(conv2, RectifierRule::kPlain, true));
  list.kernels.push_back(backward_case(conv2, RectifierRule::kGuided, true));
}

}  // namespace cantus::testing
