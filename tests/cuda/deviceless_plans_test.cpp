#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <tuple>

#include "engine/graph.h"
#include "engine/ops/conv2d.h"
#include "kernels/conv2d/conv2d_plan_cuda.h"
#include "models/detection/inference.h"

// cuDNN can make plans from a description of a GPU, without the GPU: here for an H200, whose
// published figures were written into h200.json by hand. The tests take every convolution from the
// networks' own graphs and plan it in every pass and precision.
namespace cantus {
namespace {

const cudnn::Descriptor& h200() {
  static const cudnn::Descriptor device = [] {
    std::ifstream file(CANTUS_H200_JSON);
    return cudnn::device_from_json(std::string(std::istreambuf_iterator<char>(file), {}));
  }();
  return device;
}

// Only those that cuDNN computes: convolutions of a single channel run on our own kernels.
std::vector<Conv2dShape> convolutions(const Graph& graph) {
  std::vector<Conv2dShape> found;
  for (const Node& node : graph.nodes()) {
    const auto* op = as<Conv2d>(node);
    if (op == nullptr) continue;
    const auto shapes = graph.shapes(node.inputs);
    const Conv2dShape shape = op->kernel_shape(shapes[0], shapes[1]);
    if (shape.c_in > 1) found.push_back(shape);
  }
  return found;
}

std::vector<Conv2dShape> convolutions(const std::string& network_name, std::int64_t batch_size) {
  const Network network = make_network(network_name);
  Graph graph;
  Builder builder(graph, Mode::kTraining);
  network.build(builder, graph.input("features", network.input_shape(batch_size)));
  return convolutions(graph);
}

using Wanted = std::tuple<std::string, std::int64_t, Precision>;

class Plans : public ::testing::TestWithParam<Wanted> {
 protected:
  // Calls check(shape, pass, plan) for every convolution and pass.
  template <class Check>
  void for_each_plan(const Check& check) const {
    const auto& [network, batch_size, precision] = GetParam();
    const auto shapes = convolutions(network, batch_size);
    ASSERT_FALSE(shapes.empty());
    for (Conv2dShape shape : shapes) {
      shape.precision = precision;
      for (const auto pass :
           {Conv2dPass::kForward, Conv2dPass::kBackwardData, Conv2dPass::kBackwardWeights})
        check(shape, pass, gpu::make_conv2d_plan(shape, pass, {nullptr, &h200()}));
    }
  }
};

bool has_note(const gpu::Conv2dPlan& plan, cudnnBackendNumericalNote_t note) {
  const auto& notes = plan.plan.notes;
  return std::find(notes.begin(), notes.end(), note) != notes.end();
}

TEST_P(Plans, ExistWithinTheWorkspace) {
  for_each_plan([](const Conv2dShape& shape, Conv2dPass, const gpu::Conv2dPlan& plan) {
    EXPECT_LE(plan.workspace_bytes(), gpu::kMaxConv2dWorkspaceBytes);
    EXPECT_EQ(shape.n % plan.num_parts, 0);
    EXPECT_LE(plan.num_parts, 64);
  });
}

TEST_P(Plans, UseTensorCoresExactlyWhereThePrecisionAllows) {
  const bool allowed = std::get<Precision>(GetParam()) != Precision::kFloat32;
  for_each_plan([&](const Conv2dShape&, Conv2dPass, const gpu::Conv2dPlan& plan) {
    EXPECT_EQ(has_note(plan, CUDNN_NUMERICAL_NOTE_TENSOR_CORE), allowed);
  });
}

TEST_P(Plans, GiveTheSameBitsEveryTimeAndSumInFloat) {
  for_each_plan([](const Conv2dShape&, Conv2dPass, const gpu::Conv2dPlan& plan) {
    EXPECT_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC));
    EXPECT_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION));
    EXPECT_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS));
    EXPECT_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_WINOGRAD));
    EXPECT_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_FFT));
  });
}

TEST_P(Plans, AreNotThoseForAnyShapeWhichAreSlow) {
  for_each_plan([](const Conv2dShape&, Conv2dPass, const gpu::Conv2dPlan& plan) {
    EXPECT_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_STRICT_NAN_PROP));
  });
}

// An unrolled network over a song's stretch: one sample of many frames, rows three apart. It cannot
// be split into parts.
TEST(StretchPlans, ExistForUnrolledNetworks) {
  for (const char* network : {"spectrogram_cnn", "mel_cnn"})
    for (const auto precision : {Precision::kFloat32, Precision::kTf32, Precision::kBfloat16})
      for (Conv2dShape shape : convolutions(record_stretch(make_network(network), 2048))) {
        shape.precision = precision;
        const auto plan = gpu::make_conv2d_plan(shape, Conv2dPass::kForward, {nullptr, &h200()});
        EXPECT_EQ(plan.num_parts, 1);
        EXPECT_LE(plan.workspace_bytes(), gpu::kMaxConv2dWorkspaceBytes);
        EXPECT_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC));
      }
}

// glu_crnn over a song's stretch: the number of distinct columns is no round number.
TEST(StretchPlans, ExistWithinTheWorkspaceAndUseTensorCoresWhereAllowed) {
  for (const auto precision : {Precision::kFloat32, Precision::kTf32, Precision::kBfloat16}) {
    for (Conv2dShape shape : convolutions(record_stretch(make_network("glu_crnn"), 128))) {
      shape.precision = precision;
      const auto plan = gpu::make_conv2d_plan(shape, Conv2dPass::kForward, {nullptr, &h200()});
      EXPECT_EQ(plan.num_parts, 1);
      EXPECT_LE(plan.workspace_bytes(), gpu::kMaxConv2dWorkspaceBytes);
      EXPECT_EQ(has_note(plan, CUDNN_NUMERICAL_NOTE_TENSOR_CORE), precision != Precision::kFloat32);
      EXPECT_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC));
    }
  }
}

// The first dense layer of the same networks slides over a stretch (sliding_linear) and runs in
// TF32 where everything else is bfloat16.
TEST(StretchPlans, SlideDenseLayersOnTensorCoresWhereAllowed) {
  for (const auto precision : {Precision::kFloat32, Precision::kTf32})
    for (const std::int64_t channels : {128, 448})
      for (const std::int64_t excerpts : {1, 256, 1024, 2048}) {
        const Conv2dShape shape{.n = 1,
                                .t = excerpts + 30 * 3,
                                .f = 1,
                                .c_in = channels,
                                .c_out = 256,
                                .k_t = 31,
                                .k_f = 1,
                                .dilation_t = 3,
                                .precision = precision};
        const auto plan = gpu::make_conv2d_plan(shape, Conv2dPass::kForward, {nullptr, &h200()});
        EXPECT_EQ(has_note(plan, CUDNN_NUMERICAL_NOTE_TENSOR_CORE), precision == Precision::kTf32)
            << excerpts;
        EXPECT_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_STRICT_NAN_PROP)) << excerpts;
      }
}

// Saliency's gradients of only the few frames that a song's frame depends on (restrict_to_cone).
TEST(ConePlans, ExistWithinTheWorkspace) {
  for (const auto precision : {Precision::kFloat32, Precision::kTf32, Precision::kBfloat16})
    for (Conv2dShape shape : convolutions("spectrogram_cnn", 512))
      for (const std::int64_t num_frames : {1, 3, 5}) {
        shape.precision = precision;
        shape.padding = Padding::kFullFrames;
        shape.t = num_frames;
        const auto plan =
            gpu::make_conv2d_plan(shape, Conv2dPass::kBackwardData, {nullptr, &h200()});
        EXPECT_LE(plan.workspace_bytes(), gpu::kMaxConv2dWorkspaceBytes);
        EXPECT_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_STRICT_NAN_PROP))
            << to_string(shape.precision);
        EXPECT_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC));
      }
}

std::string name_of(const ::testing::TestParamInfo<Wanted>& info) {
  const auto& [network, batch_size, precision] = info.param;
  static constexpr const char* kNames[] = {"float32", "tf32", "bfloat16"};
  return network + "_" + std::to_string(batch_size) + "_" + kNames[static_cast<int>(precision)];
}

INSTANTIATE_TEST_SUITE_P(Networks, Plans,
                         ::testing::Combine(::testing::ValuesIn(network_names()),
                                            ::testing::Values(8, 32, 256),
                                            ::testing::Values(Precision::kFloat32, Precision::kTf32,
                                                              Precision::kBfloat16)),
                         name_of);

}  // namespace
}  // namespace cantus
