#include "kernels/frame_mean/frame_mean.h"

#include "tests/cases/cases.h"

namespace cantus::testing {
namespace {

std::string frames_text(const FrameRange& range) {
  return std::to_string(range.first) + " to " + std::to_string(range.end - 1);
}

std::string name_of(const std::string& kernel, std::int64_t n, std::int64_t c,
                    const StateFrames& frames) {
  return kernel + " " + std::to_string(n) + "x" + std::to_string(frames.t) + "x" +
         std::to_string(c) + " frames " + frames_text(frames.forward) + ", " +
         frames_text(frames.backward);
}

FrameRange range_of(const StateFrames& frames, std::int64_t c, std::int64_t channel) {
  return channel < c / 2 ? frames.forward : frames.backward;
}

// A range's number of frames in the type of the number that it divides.
template <typename Like>
auto count_as(const Like&, const FrameRange& range) {
  return static_cast<std::decay_t<Like>>(range.end - range.first);
}

KernelCase forward_case(std::int64_t n, std::int64_t c, const StateFrames& frames) {
  const auto definition = [=](const auto& in, auto& out) {
    for (std::int64_t s = 0; s < n; ++s) {
      for (std::int64_t j = 0; j < c; ++j) {
        const FrameRange range = range_of(frames, c, j);
        auto& mean = out[0][s * c + j];
        mean = 0;
        for (std::int64_t k = range.first; k < range.end; ++k)
          mean += in[0][(s * frames.t + k) * c + j];
        mean /= count_as(mean, range);
      }
    }
  };
  const std::int64_t read =
      frames.forward.end - frames.forward.first + frames.backward.end - frames.backward.first;
  return {.name = name_of("frame_mean_forward", n, c, frames),
          .inputs = {normal_values(n * frames.t * c, 1)},
          .output_sizes = {n * c},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                frame_mean_forward(queue, n, c, frames, in[0].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * n * (c / 2 * read + c)};
}

KernelCase backward_case(std::int64_t n, std::int64_t c, const StateFrames& frames) {
  const auto definition = [=](const auto& in, auto& out) {
    for (std::int64_t s = 0; s < n; ++s) {
      for (std::int64_t k = 0; k < frames.t; ++k) {
        for (std::int64_t j = 0; j < c; ++j) {
          const FrameRange range = range_of(frames, c, j);
          auto& d = out[0][(s * frames.t + k) * c + j];
          d = 0;
          if (range.first <= k && k < range.end) d = in[0][s * c + j] / count_as(d, range);
        }
      }
    }
  };
  return {.name = name_of("frame_mean_backward", n, c, frames),
          .inputs = {normal_values(n * c, 2)},
          .output_sizes = {n * frames.t * c},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                frame_mean_backward(queue, n, c, frames, in[0].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * n * c * (1 + frames.t)};
}

GradientCase gradient_case(std::int64_t n, std::int64_t c, const StateFrames& frames) {
  return {.name = name_of("frame_mean", n, c, frames),
          .inputs = {normal_values(n * frames.t * c, 3)},
          .output_sizes = {n * c},
          .differentiable = {0},
          .forward =
              [=](Queue& queue, const auto& in, auto& out) {
                frame_mean_forward(queue, n, c, frames, in[0].data(), out[0].data());
              },
          .backward =
              [=](Queue& queue, const auto&, const auto& d_out, auto& d_in) {
                frame_mean_backward(queue, n, c, frames, d_out[0].data(), d_in[0].data());
              }};
}

}  // namespace

void add_frame_mean_cases(CaseList& list) {
  for (const StateFrames& frames : {StateFrames{5, {0, 5}, {0, 5}},
                                    {5, {2, 3}, {2, 3}},
                                    {5, {4, 5}, {0, 1}},
                                    {7, {1, 4}, {3, 7}},
                                    {1, {0, 1}, {0, 1}}}) {
    list.kernels.push_back(forward_case(3, 8, frames));
    list.kernels.push_back(backward_case(3, 8, frames));
    list.gradients.push_back(gradient_case(2, 4, frames));
  }
}

}  // namespace cantus::testing
