#include "kernels/bag_pool/bag_pool.h"

#include <limits>

#include "tests/cases/cases.h"
#include "tests/reference/bag_pool_reference.h"

namespace cantus::testing {
namespace {

bool has_scores(const BagShape& shape) { return shape.pooling == BagPooling::kAttention; }
std::int64_t num_instances(const BagShape& shape) { return shape.num_bags * shape.size; }

std::string name_of(const std::string& kernel, const BagShape& shape) {
  return kernel + " " + to_string(shape.pooling) + " " + std::to_string(shape.num_bags) + "x" +
         std::to_string(shape.size);
}

// Logits low enough that noisy-or in plain float keeps its digits; then scores, for poolings that
// have them. Further inputs of a case follow these.
std::vector<Values> instances(const BagShape& shape) {
  std::vector<Values> values{uniform_values(num_instances(shape), 1, -3, 1)};
  if (has_scores(shape)) values.push_back(normal_values(num_instances(shape), 2));
  return values;
}

template <typename Arrays>
auto* scores_in(const BagShape& shape, Arrays& arrays) {
  return has_scores(shape) ? arrays[1].data() : nullptr;
}

KernelCase forward_case(const BagShape& shape) {
  const auto definition = [=](const auto& in, auto& out) {
    const auto scores = has_scores(shape) ? in[1] : std::decay_t<decltype(in[0])>{};
    reference::bag_pool_forward(shape, in[0], scores, out[0]);
  };
  return {.name = name_of("bag_pool_forward", shape),
          .inputs = instances(shape),
          .output_sizes = {shape.num_bags},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                bag_pool_forward<float>(queue, shape, in[0].data(), scores_in(shape, in),
                                        out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * (num_instances(shape) * (has_scores(shape) ? 2 : 1) + shape.num_bags)};
}

// One instance of every other bag is NaN, and so is the bag's probability.
KernelCase broken_values_case(const BagShape& shape) {
  KernelCase broken = forward_case(shape);
  broken.name += " with NaN";
  std::vector<double> z = broken.inputs[0];
  for (std::int64_t bag = 0; bag < shape.num_bags; bag += 2)
    z[bag * shape.size + 2 * bag % shape.size] = std::numeric_limits<double>::quiet_NaN();
  broken.inputs[0] = z;
  return broken;
}

KernelCase backward_case(const BagShape& shape) {
  const auto definition = [=](const auto& in, auto& out) {
    const auto scores = has_scores(shape) ? in[1] : std::decay_t<decltype(in[0])>{};
    reference::bag_pool_backward(shape, in[0], scores, in.back(), out[0],
                                 has_scores(shape) ? &out[1] : nullptr);
  };
  KernelCase backward{
      .name = name_of("bag_pool_backward", shape),
      .inputs = instances(shape),
      .output_sizes = {num_instances(shape)},
      .kernel =
          [=](Queue& queue, const auto& in, auto& out) {
            bag_pool_backward<float>(queue, shape, in[0].data(), scores_in(shape, in),
                                     in.back().data(), out[0].data(), scores_in(shape, out));
          },
      .definition = definition,
      .bytes = 4.0 * (num_instances(shape) * (has_scores(shape) ? 4 : 2) + shape.num_bags)};
  backward.inputs.push_back(normal_values(shape.num_bags, 3));
  if (has_scores(shape)) backward.output_sizes.push_back(num_instances(shape));
  return backward;
}

GradientCase gradient_case(const BagShape& shape) {
  const std::size_t num_inputs = has_scores(shape) ? 2 : 1;
  GradientCase gradient{
      .name = name_of("bag_pool", shape),
      .output_sizes = {shape.num_bags},
      .forward =
          [=](Queue& queue, const auto& in, auto& out) {
            bag_pool_forward(queue, shape, in[0].data(), scores_in(shape, in), out[0].data());
          },
      .backward =
          [=](Queue& queue, const auto& in, const auto& d_out, auto& d_in) {
            bag_pool_backward(queue, shape, in[0].data(), scores_in(shape, in), d_out[0].data(),
                              d_in[0].data(), scores_in(shape, d_in));
          }};
  for (std::size_t i = 0; i < num_inputs; ++i) {
    gradient.inputs.push_back(instances(shape)[i]);
    gradient.differentiable.push_back(i);
  }
  return gradient;
}

}  // namespace

void add_bag_pool_cases(CaseList& list) {
  for (const std::string& name : names_of<BagPooling>()) {
    const BagPooling pooling = *named<BagPooling>(name);
    for (const auto& [num_bags, size] : {std::pair{5, 8}, {3, 1}, {300, 5}}) {
      const BagShape shape{pooling, num_bags, size};
      list.kernels.push_back(forward_case(shape));
      list.kernels.push_back(backward_case(shape));
      if (num_bags != 5) continue;
      list.kernels.push_back(broken_values_case(shape));
      list.gradients.push_back(gradient_case(shape));
    }
  }
}

}  // namespace cantus::testing
