#include "kernels/batch_norm_pool/batch_norm_pool.h"

#include <cmath>

#include "tests/cases/cases.h"
#include "tests/reference/batch_norm_reference.h"
#include "tests/reference/max_pool_reference.h"

namespace cantus::testing {
namespace {

constexpr BatchNormSettings kSettings{1e-4f, 0.9f, RunningStatistic::kInverseDeviation, 0.01f};

struct Block {
  BatchNormPoolShape shape;
  bool full_size = false;

  std::int64_t rows() const { return shape.batch_norm().num_rows; }
  std::int64_t channels() const { return shape.c; }
  std::int64_t size_in() const { return rows() * shape.c; }
  std::int64_t size_out() const { return shape.num_windows() * shape.c; }
  reference::Pooling pooling() const {
    const auto& s = shape;
    return {s.n, s.t, s.f, s.c, s.window_t, s.window_f, s.window_t, s.window_f, 1};
  }
  std::string name() const {
    const auto& s = shape;
    return std::to_string(s.n) + "x" + std::to_string(s.t) + "x" + std::to_string(s.f) + "x" +
           std::to_string(s.c) + " " + std::to_string(s.window_t) + "x" +
           std::to_string(s.window_f);
  }
};

template <typename Stored = float>
KernelCase forward_case(const Block& block) {
  const std::int64_t c = block.channels();
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    std::vector<T> variance(c), normal(block.size_in());
    reference::batch_norm_statistics(block.rows(), c, in[0], out[2], variance);
    for (std::int64_t k = 0; k < c; ++k)
      out[3][k] = T(1) / std::sqrt(variance[k] + T(kSettings.epsilon));
    reference::batch_norm_map(block.rows(), c, T(kSettings.slope), in[0], in[1], in[2], out[2],
                              out[3], normal);
    reference::max_pool_forward(block.pooling(), normal, out[0], out[1]);
  };
  return stored_as<Stored>(
      KernelCase{
          .name = "batch_norm_pool_forward " + block.name(),
          .inputs = {normal_values(block.size_in(), 1, 2.0), normal_values(c, 2),
                     normal_values(c, 3)},
          .output_sizes = {block.size_out(), block.size_out(), c, c},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                float* running = out[4].data();
                batch_norm_pool_forward(queue, block.shape, kSettings, in[0].template as<Stored>(),
                                        in[1].data(), in[2].data(), out[0].template as<Stored>(),
                                        out[1].bytes(), out[2].data(), out[3].data(), running,
                                        running + c);
              },
          .definition = definition,
          // x must be read twice
          .bytes = 4.0 * 2 * block.size_in() + 5.0 * block.size_out(),
          .flops = 8.0 * block.size_in(),
          .byte_outputs = {1},
          .workspace_sizes = {2 * c},
          .full_size = block.full_size,
          .scratch_bytes =
              [=](Queue& queue) { return batch_norm_pool_scratch_bytes(queue, block.shape); }},
      {0}, {0});
}

template <typename Stored = float>
KernelCase backward_case(const Block& block) {
  const std::int64_t c = block.channels();
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    std::vector<T> d_normal(block.size_in()), d(block.size_in());
    reference::max_pool_backward(block.pooling(), in[5], in[6], d_normal);
    reference::batch_norm_rectifier(block.rows(), c, T(kSettings.slope), false, in[0], in[1], in[2],
                                    in[3], in[4], d_normal, d);
    reference::batch_norm_backward(block.rows(), c, in[0], in[1], in[3], in[4], d, out[0], out[1],
                                   out[2]);
  };
  const double window = block.shape.window_t * block.shape.window_f;
  return stored_as<Stored>(
      KernelCase{
          .name = "batch_norm_pool_backward " + block.name(),
          .inputs = {normal_values(block.size_in(), 1), normal_values(c, 2), normal_values(c, 3),
                     normal_values(c, 4, 0.2), uniform_values(c, 5, 0.5, 1.5),
                     uniform_values(block.size_out(), 6, 0, window),
                     normal_values(block.size_out(), 7)},
          .output_sizes = {block.size_in(), c, c},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                batch_norm_pool_backward(queue, block.shape, kSettings, in[0].template as<Stored>(),
                                         in[1].data(), in[2].data(), in[3].data(), in[4].data(),
                                         in[5].bytes(), in[6].template as<Stored>(),
                                         out[0].template as<Stored>(), out[1].data(),
                                         out[2].data());
              },
          .definition = definition,
          // x, the index and d_y must be read twice
          .bytes = 4.0 * 3 * block.size_in() + 2 * 5.0 * block.size_out(),
          .flops = 5.0 * block.size_in() + 9.0 * block.size_out(),
          .byte_inputs = {5},
          .full_size = block.full_size,
          .scratch_bytes =
              [=](Queue& queue) { return batch_norm_pool_scratch_bytes(queue, block.shape); }},
      {0, 6}, {0});
}

GradientCase gradient_case(const Block& block) {
  const std::int64_t c = block.channels();
  struct Kept {
    std::vector<double> mean, inv_std;
    std::vector<std::uint8_t> index;
  };
  const auto forward = [=](Queue& queue, const Arrays<double>& in, std::vector<double>& y) {
    Kept kept{std::vector<double>(c), std::vector<double>(c),
              std::vector<std::uint8_t>(block.size_out())};
    std::vector<double> running(2 * c);
    queue.reserve_scratch(batch_norm_pool_scratch_bytes(queue, block.shape));
    batch_norm_pool_forward(queue, block.shape, kSettings, in[0].data(), in[1].data(), in[2].data(),
                            y.data(), kept.index.data(), kept.mean.data(), kept.inv_std.data(),
                            running.data(), running.data() + c);
    return kept;
  };
  return {.name = "batch_norm_pool " + block.name(),
          .inputs = {normal_values(block.size_in(), 8), normal_values(c, 9), normal_values(c, 10)},
          .output_sizes = {block.size_out()},
          .differentiable = {0, 1, 2},
          .forward = [=](Queue& queue, const auto& in, auto& out) { forward(queue, in, out[0]); },
          .backward =
              [=](Queue& queue, const auto& in, const auto& d_out, auto& d_in) {
                std::vector<double> y(block.size_out());
                const Kept kept = forward(queue, in, y);
                batch_norm_pool_backward(queue, block.shape, kSettings, in[0].data(), in[1].data(),
                                         in[2].data(), kept.mean.data(), kept.inv_std.data(),
                                         kept.index.data(), d_out[0].data(), d_in[0].data(),
                                         d_in[1].data(), d_in[2].data());
              }};
}

}  // namespace

void add_batch_norm_pool_cases(CaseList& list) {
  for (const Block& block : {Block{{2, 1, 1, 1, 1, 1}},
                             {{2, 7, 8, 3, 3, 3}},
                             {{2, 11, 13, 32, 3, 3}},
                             {{3, 4, 14, 33, 1, 4}},
                             {{1, 5, 9, 128, 2, 4}}}) {
    list.kernels.push_back(forward_case(block));
    list.kernels.push_back(backward_case(block));
    list.kernels.push_back(forward_case<Bfloat16>(block));
    list.kernels.push_back(backward_case<Bfloat16>(block));
  }
  list.gradients.push_back(gradient_case({{2, 4, 5, 3, 2, 2}}));
  list.gradients.push_back(gradient_case({{1, 3, 9, 2, 1, 4}}));
  // Schlüter 2016, after conv2, 32 excerpts
  list.kernels.push_back(forward_case({{32, 111, 368, 32, 3, 3}, true}));
  list.kernels.push_back(backward_case({{32, 111, 368, 32, 3, 3}, true}));
}

}  // namespace cantus::testing
