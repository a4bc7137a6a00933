#include "engine/multiply_adds.h"

namespace cantus {

MultiplyAdds multiply_adds(const Graph& graph, const std::string& input) {
  std::vector<TensorId> weights;
  for (std::size_t p = 0; p < graph.parameters().size(); ++p)
    weights.push_back(graph.parameter_tensor(p));
  const auto is_data = dependents(graph, {graph.inputs().at(input)});
  const auto is_learned = dependents(graph, weights);
  MultiplyAdds all;
  for (const Node& node : graph.nodes()) {
    std::int64_t num_weights = 0;
    bool reads_data = false, reads_learned = false;
    for (const TensorId id : node.inputs) {
      if (is_data[id]) {
        reads_data = true;
        reads_learned = reads_learned || is_learned[id];
      } else {
        const Shape& shape = graph.tensors()[id].spec.shape;
        if (shape.rank() > 1) num_weights += shape.num_elements();  // vectors are biases or scales
      }
    }
    if (!reads_data) continue;
    // Each weight meets each position of the output once, whatever the layer's kind.
    const Shape& output = graph.tensors()[node.outputs[0]].spec.shape;
    const std::int64_t products = output.num_elements() / output[output.rank() - 1] * num_weights;
    all.forward += products;
    all.training += (reads_learned ? 3 : 2) * products;
  }
  return all;
}

}  // namespace cantus
