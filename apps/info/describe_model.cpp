#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/info/info.h"
#include "apps/model/model_file.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/nearest.h"
#include "data/files/json_text.h"
#include "engine/parameters.h"
#include "models/networks/network.h"

namespace cantus {
namespace {

struct Row {
  std::string layer;  // the layer with the parameters, "" for operations without any
  std::string operation;
  Shape shape;
  ParameterCount count;
};

void require_layers(const Network& network, const std::vector<std::string>& names) {
  if (const auto unknown = network.unknown_layer(names))
    throw Error(Exit::kUsage, "--freeze", "`" + *unknown + "` given", join(network.layers),
                did_you_mean(*unknown, network.layers));
}

// "L1.conv" for "L1.conv.weight".
std::string owner_of(const std::string& parameter) {
  return parameter.substr(0, parameter.rfind('.'));
}

std::vector<Row> rows_of(const Graph& graph) {
  std::vector<Row> rows;
  for (const Node& node : graph.nodes()) {
    Row row;
    row.operation = node.op->name();
    row.shape = graph.tensors()[node.outputs[0]].spec.shape;
    std::vector<ParameterSpec> specs;
    for (const ParameterSpec& spec : graph.parameters()) {
      const bool is_input = std::any_of(node.inputs.begin(), node.inputs.end(), [&](TensorId id) {
        const TensorInfo& tensor = graph.tensors()[id];
        return tensor.kind == TensorKind::kParameter && tensor.name == spec.name;
      });
      if (is_input) specs.push_back(spec);
    }
    if (!specs.empty()) row.layer = owner_of(specs[0].name);
    row.count = count_parameters(specs);
    rows.push_back(row);
  }
  return rows;
}

std::string table_of(const Network& network, const std::vector<Row>& rows, ParameterCount total) {
  std::string text = fmt::format("{}: {} frames x {} bands of {}\n\n", network.name,
                                 network.num_frames, network.num_bands, network.front_end);
  text += fmt::format("{:<16} {:<20} {:<20} {:>11} {:>11}\n", "layer", "operation", "output",
                      "parameters", "trainable");
  for (const Row& row : rows) {
    text += fmt::format("{:<16} {:<20} {:<20} {:>11} {:>11}\n", row.layer, row.operation,
                        to_string(row.shape), row.count.weights, row.count.trainable);
  }
  return text + fmt::format("{:<16} {:<20} {:<20} {:>11} {:>11}\n", "total", "", "", total.weights,
                            total.trainable);
}

nlohmann::ordered_json json_of(const Network& network, const std::vector<Row>& rows,
                               ParameterCount total) {
  nlohmann::ordered_json facts = begin_document("cantus.info.model/1");
  facts["model"] = network.name;
  facts["front_end"] = network.front_end;
  facts["num_frames"] = network.num_frames;
  facts["num_bands"] = network.num_bands;
  facts["parameters"] = total.weights;
  facts["trainable"] = total.trainable;
  for (const Row& row : rows) {
    nlohmann::ordered_json layer;
    layer["layer"] = row.layer;
    layer["operation"] = row.operation;
    for (int axis = 0; axis < row.shape.rank(); ++axis) layer["output"].push_back(row.shape[axis]);
    layer["parameters"] = row.count.weights;
    layer["trainable"] = row.count.trainable;
    facts["layers"].push_back(layer);
  }
  return facts;
}

// The network of a name, or of a model file.
Network network_of(const std::string& model) {
  const auto names = network_names();
  if (std::find(names.begin(), names.end(), model) != names.end()) return make_network(model);
  const std::filesystem::path file = model;
  std::error_code ignored;
  const bool is_file =
      file.has_parent_path() || file.has_extension() || std::filesystem::exists(file, ignored);
  if (!is_file)
    throw Error(Exit::kUsage, "--model", "`" + model + "` given", join(names) + ", or a model file",
                did_you_mean(model, names));
  Queue queue(Device{}, 1);
  return load_model(queue, file).network;
}

}  // namespace

Exit describe_model(const InfoOptions& options, const CommonOptions& common) {
  const Network network = network_of(options.model);
  require_layers(network, options.frozen);
  Graph graph;
  Builder builder(graph, Mode::kInference, {{options.frozen.begin(), options.frozen.end()}});
  network.build(builder, graph.input("features", network.input_shape(1)));
  const auto rows = rows_of(graph);
  const ParameterCount total = count_parameters(graph.parameters());
  const std::string text =
      common.json ? json_text(json_of(network, rows, total)) : table_of(network, rows, total);
  print_lines(text);
  return Exit::kDone;
}

}  // namespace cantus
