#include "models/networks/network.h"

#include <algorithm>

#include "kernels/core/error.h"
#include "models/networks/glu_cnn.h"
#include "models/networks/glu_crnn.h"
#include "models/networks/mel_cnn.h"
#include "models/networks/spectrogram_cnn.h"

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

bool Network::has_layer(const std::string& layer) const {
  return std::find(layers.begin(), layers.end(), layer) != layers.end();
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

}  // namespace cantus
