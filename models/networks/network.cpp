#include "models/networks/network.h"

#include <algorithm>

#include "kernels/core/error.h"
#include "models/networks/networks.h"

namespace cantus {
namespace {

struct Entry {
  const char* name;
  Network (*make)(const NetworkOptions&);
};

constexpr Entry kNetworks[] = {
    {"glu_cnn", make_glu_cnn},
    {"glu_crnn", make_glu_crnn},
    {"mel_cnn", make_mel_cnn},
    {"spectrogram_cnn", make_spectrogram_cnn},
};

}  // namespace

NetworkOptions with_paper_values(const NetworkOptions& chosen, NetworkOptions papers) {
  if (chosen.num_frames > 0) papers.num_frames = chosen.num_frames;
  if (chosen.num_bands > 0) papers.num_bands = chosen.num_bands;
  if (chosen.dropout >= 0) papers.dropout = chosen.dropout;
  const bool has_batch_norm = papers.batch_norm_momentum >= 0;
  if (has_batch_norm && chosen.batch_norm_momentum >= 0)
    papers.batch_norm_momentum = chosen.batch_norm_momentum;
  return papers;
}

std::optional<std::string> Network::unknown_layer(const std::vector<std::string>& names) const {
  for (const std::string& name : names)
    if (std::find(layers.begin(), layers.end(), name) == layers.end()) return name;
  return {};
}

Network unbuilt_network(const std::string& name, const std::string& front_end,
                        const NetworkOptions& options) {
  Network network{options};
  network.name = name;
  network.front_end = front_end;
  return network;
}

Network make_network(const std::string& name, const NetworkOptions& options) {
  for (const Entry& entry : kNetworks)
    if (name == entry.name) return entry.make(options);
  throw Error(Exit::kUsage, "model " + name, "no such network", join(network_names()));
}

std::vector<std::string> network_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kNetworks) names.emplace_back(entry.name);
  return names;
}

std::vector<ParameterSpec> parameter_specs(const Network& network, Mode mode,
                                           const FrozenLayers& frozen) {
  Graph graph;
  Builder builder(graph, mode, frozen);
  network.build(builder, graph.input("features", network.input_shape(1)));
  return graph.parameters();
}

}  // namespace cantus
