#include "apps/transfer/transfer_grid.h"

#include <limits>
#include <numeric>
#include <sstream>

#include <fmt/format.h>

#include "apps/experiment/settings.h"
#include "kernels/core/error.h"

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

std::vector<std::uint64_t> seeds_from(std::uint64_t first, std::int64_t num_seeds) {
  constexpr std::uint64_t kLast = std::numeric_limits<std::int64_t>::max();
  if (first > kLast || static_cast<std::uint64_t>(num_seeds) - 1 > kLast - first)
    throw Error(Exit::kUsage, "--seed", fmt::format("{} seeds from {} on", num_seeds, first),
                fmt::format("{} at most", kLast));
  std::vector<std::uint64_t> seeds(static_cast<std::size_t>(num_seeds));
  std::iota(seeds.begin(), seeds.end(), first);
  return seeds;
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
  settings.push_back("transfer.source=" + toml_of(source));
  settings.push_back(fmt::format("transfer.layers=[{}]", layers));
  settings.push_back(fmt::format("transfer.mode={}", way.mode()));
  return settings;
}

}  // namespace cantus
