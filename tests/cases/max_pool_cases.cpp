#include "kernels/max_pool/max_pool.h"

#include <limits>

#include "tests/cases/cases.h"
#include "tests/reference/max_pool_reference.h"

namespace cantus::testing {
namespace {

struct Layer {
  const char* name;
  MaxPoolShape shape;
  bool full_size = false;

  std::int64_t size_in() const { return shape.n * shape.t * shape.f * shape.c; }
  std::int64_t size_out() const { return shape.n * shape.out_t() * shape.out_f() * shape.c; }
  reference::Pooling as_reference() const {
    const auto& s = shape;
    return {s.n, s.t, s.f, s.c, s.window_t, s.window_f, s.stride_t, s.stride_f, s.dilation_t};
  }
};

template <typename Stored = float>
KernelCase forward_case(const Layer& layer) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::max_pool_forward(layer.as_reference(), in[0], out[0], out[1]);
  };
  return stored_as<Stored>(
      KernelCase{.name = std::string("max_pool_forward ") + layer.name,
                 // a grid of 16 values makes windows full of equal maxima
                 .inputs = {layer.full_size ? normal_values(layer.size_in(), 1) : Values([=] {
                   std::vector<double> x = uniform_values(layer.size_in(), 1, -8, 8);
                   for (auto& v : x) v = static_cast<int>(v);
                   return x;
                 })},
                 .output_sizes = {layer.size_out(), layer.size_out()},
                 .kernel =
                     [=](Queue& queue, const auto& in, auto& out) {
                       max_pool_forward(queue, layer.shape, in[0].template as<Stored>(),
                                        out[0].template as<Stored>(), out[1].bytes());
                     },
                 .definition = definition,
                 .bytes = 4.0 * layer.size_in() + 5.0 * layer.size_out(),
                 .flops = 1.0 * layer.size_out() * layer.shape.window_t * layer.shape.window_f,
                 .byte_outputs = {1},
                 .full_size = layer.full_size},
      {0}, {0});
}

// Every eleventh value is NaN.
KernelCase broken_values_case(const Layer& layer) {
  KernelCase broken = forward_case(layer);
  broken.name += " with NaN";
  std::vector<double> x = broken.inputs[0];
  for (std::size_t i = 0; i < x.size(); i += 11) x[i] = std::numeric_limits<double>::quiet_NaN();
  broken.inputs[0] = x;
  return broken;
}

template <typename Stored = float>
KernelCase backward_case(const Layer& layer) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::max_pool_backward(layer.as_reference(), in[0], in[1], out[0]);
  };
  const double window = layer.shape.window_t * layer.shape.window_f;
  return stored_as<Stored>(KernelCase{.name = std::string("max_pool_backward ") + layer.name,
                                      .inputs = {uniform_values(layer.size_out(), 1, 0, window),
                                                 normal_values(layer.size_out(), 2)},
                                      .output_sizes = {layer.size_in()},
                                      .kernel =
                                          [=](Queue& queue, const auto& in, auto& out) {
                                            max_pool_backward(queue, layer.shape, in[0].bytes(),
                                                              in[1].template as<Stored>(),
                                                              out[0].template as<Stored>());
                                          },
                                      .definition = definition,
                                      .bytes = 4.0 * layer.size_in() + 5.0 * layer.size_out(),
                                      .flops = 1.0 * layer.size_out(),
                                      .byte_inputs = {0},
                                      .full_size = layer.full_size},
                           {1}, {0});
}

GradientCase gradient_case(const Layer& layer) {
  return {.name = std::string("max_pool ") + layer.name,
          .inputs = {normal_values(layer.size_in(), 3)},
          .output_sizes = {layer.size_out()},
          .differentiable = {0},
          .forward =
              [=](Queue& queue, const auto& in, auto& out) {
                max_pool_forward(queue, layer.shape, in[0].data(), out[0].data(), nullptr);
              },
          .backward =
              [=](Queue& queue, const auto& in, const auto& d_out, auto& d_in) {
                std::vector<double> y(layer.size_out());
                std::vector<std::uint8_t> index(layer.size_out());
                max_pool_forward(queue, layer.shape, in[0].data(), y.data(), index.data());
                max_pool_backward(queue, layer.shape, index.data(), d_out[0].data(),
                                  d_in[0].data());
              }};
}

}  // namespace

void add_max_pool_cases(CaseList& list) {
  for (const Layer& layer : {
           Layer{"1x1", {1, 1, 1, 1, 1, 1, 1, 1}},
           Layer{"3x3 with remainders", {2, 11, 8, 5, 3, 3, 3, 3}},
           Layer{"1x4", {2, 3, 17, 70, 1, 4, 1, 4}},
           Layer{"3x2 overlapping", {2, 9, 7, 33, 3, 2, 2, 1}},
           Layer{"2x2 with gaps", {1, 9, 9, 3, 2, 2, 3, 4}},
           Layer{"3x3 dilated in time", {1, 13, 7, 3, 3, 3, 1, 3, 3}},
           Layer{"2x3 dilated and overlapping", {2, 8, 12, 4, 2, 3, 1, 2, 4}},
           Layer{"3x3 of 64 channels", {2, 7, 10, 64, 3, 3, 3, 3}},
           Layer{"2x6 overlapping", {1, 6, 17, 8, 2, 6, 2, 5}},
       }) {
    list.kernels.push_back(forward_case(layer));
    list.kernels.push_back(backward_case(layer));
    list.gradients.push_back(gradient_case(layer));
    list.kernels.push_back(forward_case<Bfloat16>(layer));
    list.kernels.push_back(backward_case<Bfloat16>(layer));
  }
  list.kernels.push_back(broken_values_case({"3x3 of 64 channels", {2, 7, 10, 64, 3, 3, 3, 3}}));
  // Hou 2020, L1, 64 blocks; Schlüter 2016, after conv2, 32 excerpts
  for (const Layer& layer : {
           Layer{"64x25x64x64 1x4", {64, 25, 64, 64, 1, 4, 1, 4}, true},
           Layer{"32x111x368x32 3x3", {32, 111, 368, 32, 3, 3, 3, 3}, true},
       }) {
    list.kernels.push_back(forward_case(layer));
    list.kernels.push_back(backward_case(layer));
  }
}

}  // namespace cantus::testing
