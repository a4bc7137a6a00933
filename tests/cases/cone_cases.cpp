#include "kernels/cone/cone.h"

#include "tests/cases/cases.h"
#include "tests/reference/cone_reference.h"

namespace cantus::testing {
namespace {

reference::Cone as_reference(const ConeRows& rows) {
  return {rows.num_excerpts, rows.num_rows, rows.first, rows.dilation_t};
}

std::string text_of(const ConeRows& rows) {
  return std::to_string(rows.num_excerpts) + "x" + std::to_string(rows.num_rows) + " from " +
         std::to_string(rows.first) + " by " + std::to_string(rows.dilation_t);
}

KernelCase rectifier_case(const ConeRows& rows, std::int64_t row_size, RectifierRule rule,
                          bool full_size = false) {
  const float slope = 0.01f;
  const bool is_guided = rule == RectifierRule::kGuided;
  const auto definition = [=](const auto& in, auto& out) {
    reference::leaky_relu_cone_backward(as_reference(rows), row_size, slope, is_guided, in[0],
                                        in[1], out[0]);
  };
  const std::int64_t n = rows.num_excerpts * rows.num_rows * row_size;
  const std::int64_t stretch = as_reference(rows).num_stretch_rows() * row_size;
  return {.name = "leaky_relu_cone_backward " + text_of(rows) + " of " + std::to_string(row_size) +
                  (is_guided ? " guided" : ""),
          .inputs = {normal_values(stretch, 1), normal_values(n, 2)},
          .output_sizes = {n},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                leaky_relu_cone_backward(queue, rows, row_size, slope, rule, in[0].data(),
                                         in[1].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * static_cast<double>(2 * n + stretch),
          .flops = 1.0 * static_cast<double>(n),
          .full_size = full_size};
}

KernelCase pool_case(const char* name, const ConePool& p, bool full_size = false) {
  const reference::PoolOfCone pool{as_reference(p.x), as_reference(p.y), p.x_bands,
                                   p.y_bands,         p.num_channels,    p.window_t,
                                   p.window_f,        p.stride_t,        p.stride_f};
  const auto definition = [=](const auto& in, auto& out) {
    reference::max_pool_cone_backward(pool, in[0], in[1], out[0]);
  };
  const std::int64_t row = p.y_bands * p.num_channels;
  const std::int64_t stretch = pool.y.num_stretch_rows() * row;
  const std::int64_t size_y = p.y.num_excerpts * p.y.num_rows * row;
  const std::int64_t size_x = p.x.num_excerpts * p.x.num_rows * p.x_bands * p.num_channels;
  return {.name = std::string("max_pool_cone_backward ") + name,
          .inputs = {uniform_values(stretch, 1, 0, static_cast<double>(p.window_t * p.window_f)),
                     normal_values(size_y, 2)},
          .output_sizes = {size_x},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                max_pool_cone_backward(queue, p, in[0].bytes(), in[1].data(), out[0].data());
              },
          .definition = definition,
          .bytes = static_cast<double>(stretch) + 4.0 * static_cast<double>(size_y + size_x),
          .flops = 1.0 * static_cast<double>(size_y),
          .byte_inputs = {0},
          .full_size = full_size};
}

}  // namespace

void add_cone_cases(CaseList& list) {
  for (const auto rule : {RectifierRule::kPlain, RectifierRule::kGuided}) {
    list.kernels.push_back(rectifier_case({5, 3, 4, 1}, 37, rule));
    list.kernels.push_back(rectifier_case({4, 2, 5, 3}, 64, rule));
    list.kernels.push_back(rectifier_case({1, 1, 0, 2}, 1, rule));
  }
  // rows that the cone cuts off from windows, bands in no window, strides wider than the window
  list.kernels.push_back(pool_case("3x3", {{4, 5, 8, 1}, {4, 3, 2, 3}, 11, 3, 20, 3, 3, 3, 3}));
  list.kernels.push_back(pool_case("1x4", {{6, 2, 3, 1}, {6, 2, 3, 3}, 9, 2, 7, 1, 4, 1, 4}));
  list.kernels.push_back(pool_case("2x1 by 3", {{3, 7, 1, 1}, {3, 2, 0, 3}, 4, 2, 5, 2, 1, 3, 2}));
  // Schlueter 2016: the third convolution and the first pool, of 256 excerpts
  list.kernels.push_back(rectifier_case({256, 5, 15, 3}, 120 * 128, RectifierRule::kGuided, true));
  list.kernels.push_back(pool_case(
      "of Schlueter 2016", {{256, 5, 53, 1}, {256, 3, 17, 3}, 368, 122, 32, 3, 3, 3, 3}, true));
}

}  // namespace cantus::testing
