#include "kernels/frame_mean/frame_mean.h"

#include "tests/cases/cases.h"

namespace cantus::testing {
namespace {

std::string name_of(const std::string& kernel, std::int64_t n, std::int64_t c,
                    const FrameRange& range) {
  return kernel + " " + std::to_string(n) + "x" + std::to_string(range.t) + "x" +
         std::to_string(c) + " frames " + std::to_string(range.first) + " to " +
         std::to_string(range.end - 1);
}

// A number of frames as what it divides.
template <typename Like>
auto count_as(const Like&, const FrameRange& range) {
  return static_cast<std::decay_t<Like>>(range.end - range.first);
}

KernelCase forward_case(std::int64_t n, std::int64_t c, const FrameRange& range) {
  const auto definition = [=](const auto& in, auto& out) {
    for (std::int64_t i = 0; i < n * c; ++i) out[0][i] = 0;
    for (std::int64_t s = 0; s < n; ++s)
      for (std::int64_t k = range.first; k < range.end; ++k)
        for (std::int64_t j = 0; j < c; ++j) out[0][s * c + j] += in[0][(s * range.t + k) * c + j];
    for (std::int64_t i = 0; i < n * c; ++i) out[0][i] /= count_as(out[0][i], range);
  };
  return {.name = name_of("frame_mean_forward", n, c, range),
          .inputs = {normal_values(n * range.t * c, 1)},
          .output_sizes = {n * c},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                frame_mean_forward(queue, n, c, range, in[0].data(), out[0].data());
              },
          .reference = definition,
          .plain = definition,
          .bytes = 4.0 * n * c * (range.end - range.first + 1)};
}

KernelCase backward_case(std::int64_t n, std::int64_t c, const FrameRange& range) {
  const auto definition = [=](const auto& in, auto& out) {
    for (std::int64_t s = 0; s < n; ++s) {
      for (std::int64_t k = 0; k < range.t; ++k) {
        const bool is_inside = range.first <= k && k < range.end;
        for (std::int64_t j = 0; j < c; ++j) {
          out[0][(s * range.t + k) * c + j] = 0;
          if (is_inside)
            out[0][(s * range.t + k) * c + j] =
                in[0][s * c + j] / count_as(in[0][s * c + j], range);
        }
      }
    }
  };
  return {.name = name_of("frame_mean_backward", n, c, range),
          .inputs = {normal_values(n * c, 2)},
          .output_sizes = {n * range.t * c},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                frame_mean_backward(queue, n, c, range, in[0].data(), out[0].data());
              },
          .reference = definition,
          .plain = definition,
          .bytes = 4.0 * n * c * (1 + range.t)};
}

GradientCase gradient_case(std::int64_t n, std::int64_t c, const FrameRange& range) {
  return {.name = name_of("frame_mean", n, c, range),
          .inputs = {normal_values(n * range.t * c, 3)},
          .output_sizes = {n * c},
          .differentiable = {0},
          .forward =
              [=](Queue& queue, const auto& in, auto& out) {
                frame_mean_forward(queue, n, c, range, in[0].data(), out[0].data());
              },
          .backward =
              [=](Queue& queue, const auto&, const auto& d_out, auto& d_in) {
                frame_mean_backward(queue, n, c, range, d_out[0].data(), d_in[0].data());
              }};
}

}  // namespace

void add_frame_mean_cases(CaseList& list) {
  for (const FrameRange& range : {FrameRange{5, 0, 5}, {5, 2, 3}, {7, 1, 4}, {1, 0, 1}}) {
    list.kernels.push_back(forward_case(3, 8, range));
    list.kernels.push_back(backward_case(3, 8, range));
    list.gradients.push_back(gradient_case(2, 3, range));
  }
}

}  // namespace cantus::testing
