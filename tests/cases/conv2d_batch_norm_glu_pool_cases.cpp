#include "kernels/conv2d_batch_norm_glu_pool/conv2d_batch_norm_glu_pool.h"

#include "kernels/conv2d_batch_norm/conv2d_batch_norm.h"

#include "tests/cases/cases.h"
#include "tests/reference/conv2d_batch_norm_reference.h"
#include "tests/reference/glu_reference.h"
#include "tests/reference/max_pool_reference.h"

namespace cantus::testing {
namespace {

constexpr BatchNormSettings kKeras{1e-3f, 0.99f, RunningStatistic::kUnbiasedVariance};

struct Block {
  const char* name;
  Conv2dBatchNormGluPoolShape shape;
  bool full_size = false;

  std::int64_t channels() const { return shape.conv2d.c_out; }
  std::int64_t size_x() const { return shape.conv2d.n * shape.conv2d.t * shape.conv2d.f; }
  std::int64_t size_w() const { return channels() * 9; }
  std::int64_t num_positions() const { return shape.num_rows() * shape.conv2d.out_f(); }
  std::int64_t size_convolved() const { return num_positions() * channels(); }
  std::int64_t size_y() const {
    return shape.num_rows() * shape.num_windows() * shape.num_channels();
  }
  reference::Conv2d convolution() const {
    const auto& s = shape.conv2d;
    return {s.n, s.t, s.f, 1, s.c_out, 3, 3, s.padding == Padding::kSame, s.dilation_t};
  }
  reference::Pooling pooling() const {
    const std::int64_t c = shape.num_channels();
    return {shape.num_rows(), 1, shape.conv2d.out_f(), c, 1, shape.pool, 1, shape.pool, 1};
  }
  std::int64_t kept_bytes() const {
    return static_cast<std::int64_t>(conv2d_batch_norm_kept_bytes(shape.conv2d));
  }
  std::size_t scratch_bytes(Queue& queue) const {
    return conv2d_batch_norm_glu_pool_scratch_bytes(queue, shape);
  }
};

template <typename Stored = float>
KernelCase forward_case(const Block& block) {
  const std::int64_t c = block.channels();
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    const reference::Conv2dBatchNorm<T> found(block.convolution(), kKeras.epsilon, in[0], in[1]);
    std::vector<T> normal(block.size_convolved()), gated(block.size_convolved() / 2);
    found.forward(T(1), in[2], in[3], normal);
    reference::glu_forward(block.num_positions(), block.shape.num_channels(), normal, gated);
    reference::max_pool_forward(block.pooling(), gated, out[0], out[1]);
    const T keep = kKeras.momentum;
    const T n = static_cast<T>(block.num_positions());
    for (std::int64_t k = 0; k < c; ++k) {
      out[2][k] = keep * in[4][k] + (T(1) - keep) * found.mean[k];
      out[3][k] = keep * in[5][k] + (T(1) - keep) * found.variance[k] * n / (n - T(1));
    }
  };
  return stored_as<Stored>(
      KernelCase{.name = std::string("conv2d_batch_norm_glu_pool_forward ") + block.name,
                 .inputs = {normal_values(block.size_x(), 1), normal_values(block.size_w(), 2),
                            normal_values(c, 3), normal_values(c, 4), normal_values(c, 5),
                            uniform_values(c, 6, 0.5, 1.5)},
                 .output_sizes = {block.size_y(), block.size_y(), c, c},
                 .updated_outputs = {{2, 4}, {3, 5}},
                 .kernel =
                     [=](Queue& queue, const auto& in, auto& out) {
                       conv2d_batch_norm_glu_pool_forward(
                           queue, block.shape, kKeras, in[0].data(), in[1].data(), in[2].data(),
                           in[3].data(), out[0].template as<Stored>(), out[1].bytes(),
                           out[4].bytes(), out[2].data(), out[3].data());
                     },
                 .definition = definition,
                 .bytes = 4.0 * 2 * block.size_x() + (1.0 + sizeof(Stored)) * block.size_y(),
                 .flops = 108.0 * block.num_positions() + 26.0 * block.size_convolved(),
                 .byte_outputs = {1},
                 .workspace_sizes = {block.kept_bytes() / 4},
                 .full_size = block.full_size,
                 .scratch_bytes = [=](Queue& queue) { return block.scratch_bytes(queue); }},
      {}, {0});
}

template <typename Stored = float>
KernelCase backward_case(const Block& block) {
  const std::int64_t c = block.channels();
  const KernelCase forward = forward_case(block);
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    const reference::Conv2dBatchNorm<T> found(block.convolution(), kKeras.epsilon, in[0], in[1]);
    std::vector<T> normal(block.size_convolved()), d_gated(block.size_convolved() / 2),
        d(block.size_convolved());
    found.forward(T(1), in[2], in[3], normal);
    reference::max_pool_backward(block.pooling(), in[4], in[5], d_gated);
    reference::glu_backward(block.num_positions(), block.shape.num_channels(), normal, d_gated, d);
    found.backward(T(1), in[0], in[2], in[3], d, out[0], out[1], out[2]);
  };
  const auto pool = static_cast<double>(block.shape.pool);
  return stored_as<Stored>(
      KernelCase{
          .name = std::string("conv2d_batch_norm_glu_pool_backward ") + block.name,
          .inputs = {normal_values(block.size_x(), 1), normal_values(block.size_w(), 2),
                     normal_values(c, 3), normal_values(c, 4),
                     uniform_values(block.size_y(), 5, 0, pool), normal_values(block.size_y(), 6)},
          .output_sizes = {block.size_w(), c, c},
          .kernel_with_tables = [=](Queue& of_kept) -> KernelCase::Kernel {
            return [=, kept = kept_by(of_kept, forward)](Queue& queue, const DeviceArrays& in,
                                                         DeviceArrays& out) {
              conv2d_batch_norm_glu_pool_backward(
                  queue, block.shape, in[0].data(), in[1].data(), in[2].data(), kept->bytes(),
                  in[4].bytes(), in[5].as<Stored>(), out[0].data(), out[1].data(), out[2].data());
            };
          },
          .definition = definition,
          .bytes = 4.0 * block.size_x() + (1.0 + sizeof(Stored)) * block.size_y(),
          .flops = 90.0 * block.size_y(),
          .byte_inputs = {4},
          .full_size = block.full_size,
          .scratch_bytes = [=](Queue& queue) { return block.scratch_bytes(queue); }},
      {5}, {});
}

GradientCase gradient_case(const Block& block) {
  const std::int64_t c = block.channels();
  const auto forward = [=](Queue& queue, const Arrays<double>& in, std::vector<double>& y) {
    std::vector<std::uint8_t> index(block.size_y()), kept(block.kept_bytes());
    std::vector<double> running(2 * c);
    queue.reserve_scratch(block.scratch_bytes(queue));
    conv2d_batch_norm_glu_pool_forward(queue, block.shape, kKeras, in[0].data(), in[1].data(),
                                       in[2].data(), in[3].data(), y.data(), index.data(),
                                       kept.data(), running.data(), running.data() + c);
    return std::pair(index, kept);
  };
  return {.name = std::string("conv2d_batch_norm_glu_pool ") + block.name,
          .inputs = {normal_values(block.size_x(), 1), normal_values(block.size_w(), 2),
                     normal_values(c, 3), normal_values(c, 4)},
          .output_sizes = {block.size_y()},
          .differentiable = {1, 2, 3},
          .forward = [=](Queue& queue, const auto& in, auto& out) { forward(queue, in, out[0]); },
          .backward =
              [=](Queue& queue, const auto& in, const auto& d_out, auto& d_in) {
                std::vector<double> y(block.size_y());
                const auto [index, kept] = forward(queue, in, y);
                conv2d_batch_norm_glu_pool_backward(
                    queue, block.shape, in[0].data(), in[1].data(), in[2].data(), kept.data(),
                    index.data(), d_out[0].data(), d_in[0].data(), d_in[1].data(), d_in[2].data());
              }};
}

constexpr auto kValid = Padding::kValid;
constexpr auto kSame = Padding::kSame;

}  // namespace

void add_conv2d_batch_norm_glu_pool_cases(CaseList& list) {
  const std::vector<Block> blocks = {
      // {n, t, f, c_in, c_out, k_t, k_f}, pool
      {"to 32 by 1", {{1, 4, 5, 1, 32, 3, 3}, 1}},
      {"to 128 same by 4", {{2, 5, 19, 1, 128, 3, 3, kSame}, 4}},
      {"to 160 dilated by 3", {{1, 12, 20, 1, 160, 3, 3, kValid, 3}, 3}},
      {"to 96 dilated same by 7", {{1, 9, 20, 1, 96, 3, 3, kSame, 4}, 7}},
      // edges of a GPU's tiles: bands, frames, channels
      {"to 32 over 530 bands by 4", {{1, 4, 530, 1, 32, 3, 3}, 4}},
      {"to 64 over 1040 bands by 256", {{1, 5, 1042, 1, 64, 3, 3}, 256}},
      {"to 64 in 900 frames by 2", {{1, 900, 4, 1, 64, 3, 3}, 2}},
      {"to 1024 by 2", {{1, 5, 6, 1, 1024, 3, 3}, 2}},
      // Hou 2020, L1: 64 blocks of 25 frames
      {"L1", {{64, 25, 64, 1, 128, 3, 3, kSame}, 4}, true},
  };
  for (const Block& block : blocks) {
    list.kernels.push_back(forward_case(block));
    list.kernels.push_back(backward_case(block));
    list.kernels.push_back(forward_case<Bfloat16>(block));
    list.kernels.push_back(backward_case<Bfloat16>(block));
  }
  list.gradients.push_back(gradient_case({"by 2", {{1, 4, 7, 1, 32, 3, 3}, 2}}));
  list.gradients.push_back(gradient_case({"same by 4", {{1, 3, 5, 1, 32, 3, 3, kSame}, 4}}));
}

}  // namespace cantus::testing
