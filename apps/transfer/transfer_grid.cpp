#include "apps/transfer/transfer_grid.h"

#include <sstream>

#include <fmt/format.h>

namespace cantus {

std::string TransferWay::name() const { return is_from_scratch() ? layers : layers + " " + mode(); }

std::vector<TransferWay> transfer_ways(const std::vector<std::string>& sets,
                                       const std::vector<std::string>& modes) {
  std::vector<TransferWay> ways;
  for (const std::string& set : sets) {
    if (set == "none") {
      ways.push_back({set, false});
      continue;
    }
    for (const std::string& mode : modes) ways.push_back({set, mode == "fixed"});
  }
  return ways;
}

std::vector<std::string> layers_of(const std::string& set) {
  if (set == "none") return {};
  if (set == "Lall") return {"L1", "L2", "L3"};
  std::vector<std::string> layers;
  std::istringstream text(set);
  for (std::string layer; std::getline(text, layer, '+');) layers.push_back(layer);
  return layers;
}

std::string TransferRun::folder() const {
  std::string name = way.name();
  for (char& c : name)
    if (c == ' ') c = '-';
  return fmt::format("{}-seed{}", name, seed);
}

std::vector<std::string> TransferRun::settings(const std::string& source) const {
  std::vector<std::string> settings{fmt::format("experiment.seed={}", seed)};
  if (way.is_from_scratch()) return settings;
  std::string layers;
  for (const std::string& layer : layers_of(way.layers))
    layers += fmt::format("{}\"{}\"", layers.empty() ? "" : ", ", layer);
  settings.push_back("transfer.source=" + source);
  settings.push_back(fmt::format("transfer.layers=[{}]", layers));
  settings.push_back(fmt::format("transfer.mode={}", way.mode()));
  return settings;
}

}  // namespace cantus
