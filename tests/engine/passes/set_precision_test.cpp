#include "engine/passes/set_precision.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/passes/differentiate.h"
#include "tests/engine/lines_of_tests.h"
#include "tests/engine/num_nodes.h"
#include "tests/engine/small_network.h"

namespace cantus {
namespace {

Graph forward_graph() { return testing::small_training({}, 0.5f); }

std::vector<std::string> ops_of(const Graph& graph) {
  std::vector<std::string> names;
  for (const Node& node : graph.nodes())
    if (node.op->name() != "cast") names.push_back(node.op->name());
  return names;
}

ElementType type_of(const Graph& graph, TensorId id) { return graph.tensors()[id].spec.type; }

TEST(SetPrecision, ChangesNeitherTheOpsNorTheirOrder) {
  for (const auto precision : {Precision::kFloat32, Precision::kTf32, Precision::kBfloat16})
    EXPECT_EQ(ops_of(set_precision(forward_graph(), precision)), ops_of(forward_graph()));
  EXPECT_EQ(set_precision(forward_graph(), Precision::kTf32).nodes().size(),
            forward_graph().nodes().size());
}

TEST(SetPrecision, KeepsInputsOutputsAndParametersInFloat) {
  const Graph graph = set_precision(forward_graph(), Precision::kBfloat16);
  for (const TensorInfo& tensor : graph.tensors()) {
    if (tensor.kind == TensorKind::kIntermediate) continue;
    EXPECT_EQ(tensor.spec.type, ElementType::kFloat32) << tensor.name;
  }
  EXPECT_EQ(type_of(graph, graph.outputs().at("loss")), ElementType::kFloat32);
}

TEST(SetPrecision, StoresWhatIsBetweenTheConvolutionsInBfloat16) {
  const Graph graph = set_precision(forward_graph(), Precision::kBfloat16);
  const std::set<std::string> narrow = {
      "conv2d", "batch_norm_training", "glu", "max_pool", "dropout", "reshape"};
  for (const Node& node : graph.nodes()) {
    const std::string name = node.op->name();
    if (name == "cast") continue;
    EXPECT_EQ(type_of(graph, node.outputs[0]) == ElementType::kBfloat16, narrow.count(name) > 0)
        << name;
  }
}

TEST(SetPrecision, CastsATensorOnceForAllItsReaders) {
  Graph graph;
  const Value x = graph.input("x", {1, 4, 4, 2});
  const Value w = graph.parameter({"w", {3, 1, 1, 2}});
  graph.mark_output("a", conv2d(x, w, Value(), {}));
  graph.mark_output("b", conv2d(x, w, Value(), {}));
  const Graph narrow = set_precision(std::move(graph), Precision::kBfloat16);
  EXPECT_EQ(num_nodes(narrow, "cast"), 4) << "x, w, and the two outputs";
}

TEST(SetPrecision, CastsForTheLinesOfTheNetwork) {
  Graph graph = forward_graph();
  graph.mark_output("convolved", {graph, graph.nodes().front().outputs[0]});
  graph = set_precision(std::move(graph), Precision::kBfloat16);
  differentiate_parameters(graph.output("loss"));
  testing::expect_lines_of_tests(graph);
}

TEST(SetPrecision, LeavesGradientsOfWeightsInFloatAndThoseOfActivationsInTheirStorage) {
  Graph graph = set_precision(forward_graph(), Precision::kBfloat16);
  for (const auto& [parameter, d] : differentiate_parameters(graph.output("loss")))
    EXPECT_EQ(type_of(graph, d), ElementType::kFloat32) << parameter;
  std::set<std::string> seen;
  for (const Node& node : graph.nodes()) {
    if (node.op->name() != "batch_norm_backward" && node.op->name() != "conv2d_backward_data")
      continue;
    EXPECT_EQ(type_of(graph, node.outputs[0]), ElementType::kBfloat16);
    seen.insert(node.op->name());
  }
  EXPECT_EQ(seen.size(), 2u);
}

}  // namespace
}  // namespace cantus
