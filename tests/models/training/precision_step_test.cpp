#include <gtest/gtest.h>

#include <array>
#include <map>

#include "kernels/core/error.h"
#include "models/detection/inference.h"
#include "tests/fake_cuda/products.h"
#include "tests/models/training/small_training.h"
#include "tests/support/device_under_test.h"
#include "tests/support/farther.h"
#include "tests/support/noise.h"

// A network's precision applies to all its convolutions and matrix products, forward and backward.
namespace {

// How many products the stand-ins of cuBLAS and cuDNN computed with each type of factors. A static
// array, because kernels must not allocate.
std::array<int, 3> asked_for;

}  // namespace

void cantus_note_products(fake_cuda::Factors factors) { ++asked_for[static_cast<int>(factors)]; }

namespace cantus {
namespace {

using fake_cuda::Factors;
using testing::noise;
using testing::small_network;
using testing::train;

class PrecisionStep : public ::testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(All, PrecisionStep, ::testing::ValuesIn(network_names()),
                         [](const auto& info) { return info.param; });

// The products of one training step and one batch of inference.
std::map<Factors, int> products_of(const Network& network, Precision precision) {
  asked_for.fill(0);
  train(network, device_under_test(), 1, precision);
  Queue queue(device_under_test(), 1);
  Parameters parameters(queue, parameter_specs(network));
  parameters.initialize(5);
  Inference inference(queue, network, parameters, 2, precision);
  for (float& x : inference.features()) x = 0.5f;
  inference.run();
  std::map<Factors, int> products;
  for (const Factors factors : {Factors::kFloat32, Factors::kTf32, Factors::kBfloat16})
    if (const int count = asked_for[static_cast<int>(factors)]; count > 0)
      products[factors] = count;
  return products;
}

TEST_P(PrecisionStep, IsAskedOfEveryProductOfTheLibraries) {
  if (device_under_test().kind != DeviceKind::kEmulated)
    GTEST_SKIP() << "a GPU's own libraries do not say";
  const Network network = small_network(GetParam());
  const auto in_float32 = products_of(network, Precision::kFloat32);
  ASSERT_EQ(in_float32.size(), 1u);
  const int num_products = in_float32.at(Factors::kFloat32);
  EXPECT_GT(num_products, 10);
  // In float32 these run on our own kernels: the second convolution's two passes and inference and
  // two weight gradients; gated: one weight gradient. Each counts twice, run and recorded.
  const bool is_gated = network.name == "glu_cnn" || network.name == "glu_crnn";
  EXPECT_EQ(products_of(network, Precision::kTf32),
            (std::map<Factors, int>{{Factors::kTf32, num_products + (is_gated ? 2 : 10)}}));
  // In bfloat16 the recurrent layer uses TF32; everything else, including the weight gradients that
  // are our own in floats, uses bfloat16.
  auto in_bf16 = products_of(network, Precision::kBfloat16);
  EXPECT_EQ(in_bf16[Factors::kFloat32], 0);
  EXPECT_EQ(in_bf16[Factors::kTf32] > 0, network.name == "glu_crnn");
  EXPECT_GE(in_bf16[Factors::kTf32] + in_bf16[Factors::kBfloat16], num_products);
}

Network without_dropout(const Network& network) {
  NetworkOptions options = network;
  options.dropout = 0;
  return make_network(network.name, options);
}

// The losses of a small task: noise in which every other excerpt contains a tone.
std::vector<float> curve_of(const Network& network, Precision precision, std::uint64_t seed = 3) {
  constexpr std::int64_t kBatch = 12;
  constexpr int kSteps = 6;
  Queue queue(device_under_test(), 1);
  OptimizerSettings optimizer = network.optimizer;
  optimizer.learning_rate = optimizer.kind == OptimizerSettings::Kind::kAdam ? 1e-3f : 3e-4f;
  TrainingStep step(
      queue, network,
      {.batch_size = kBatch, .seed = seed, .optimizer = optimizer, .precision = precision});
  const std::int64_t outputs = network.num_outputs();
  std::vector<float> losses;
  for (int i = 0; i < kSteps; ++i) {
    const auto features = noise(step.features().size(), 10 + i);
    for (std::size_t k = 0; k < features.size(); ++k) {
      const auto sample = k * kBatch / features.size();
      const bool is_tone = sample % 2 == 1 && k % network.num_bands / 4 == 2;
      step.features()[k] = features[k] + (is_tone ? 2.0f : 0.0f);
    }
    for (std::int64_t n = 0; n < kBatch; ++n) {
      step.targets()[n * outputs] = static_cast<float>(n % 2);
      step.targets()[(n + 1) * outputs - 1] = static_cast<float>((n + outputs - 1) % 2);
    }
    step.run(0);
    losses.push_back(step.loss());
  }
  return losses;
}

// The largest difference between two loss curves, relative to the losses.
double distance(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = testing::farther(largest, std::fabs(a[i] - b[i]) / b[i]);
  return largest;
}

TEST_P(PrecisionStep, KeepsTheLossesOfASmallTask) {
  const Network network = without_dropout(small_network(GetParam()));
  const auto exact = curve_of(network, Precision::kFloat32);
  EXPECT_LT(exact.back(), exact.front());
  const auto other = curve_of(network, Precision::kFloat32, 4);
  const auto tf32 = curve_of(network, Precision::kTf32);
  EXPECT_NE(tf32, exact);
  EXPECT_LT(distance(tf32, exact), 1e-2);
  const auto bf16 = curve_of(network, Precision::kBfloat16);
  EXPECT_NE(bf16, tf32);
  EXPECT_LT(distance(bf16, exact), 3e-2);
  EXPECT_GT(distance(other, exact), 1e-1) << "what another start of the weights makes";
}

TEST(Precision, OfAGpuAloneIsRefusedByTheCpu) {
  Queue cpu({}, 1);
  const Network network = small_network("glu_cnn");
  try {
    TrainingStep step(cpu, network, {.batch_size = 2, .precision = Precision::kTf32});
    FAIL() << "trained";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Exit::kUnavailable);
  }
  Parameters parameters(cpu, parameter_specs(network));
  EXPECT_THROW(Inference(cpu, network, parameters, 2, Precision::kTf32), Error);
}

}  // namespace
}  // namespace cantus
