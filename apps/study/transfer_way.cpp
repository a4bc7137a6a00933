#include "apps/study/transfer_way.h"

#include <set>

#include <fmt/format.h>

#include "apps/experiment/settings.h"
#include "data/files/parse_text.h"

namespace cantus {

std::string TransferWay::name() const {
  if (is_from_scratch()) return layers;
  const auto each = layers_of(layers);
  const std::string set =
      each == layers_of("Lall") ? "Lall" : fmt::format("{}", fmt::join(each, "+"));
  return set + " " + to_string(mode);
}

std::vector<std::string> TransferWay::settings(const std::filesystem::path& source) const {
  if (is_from_scratch()) return {};
  return {"transfer.source=" + toml_of(source.string()),
          "transfer.layers=" + toml_of(layers_of(layers)), "transfer.mode=" + to_string(mode)};
}

std::vector<std::string> layers_of(const std::string& set) {
  if (set == "none") return {};
  if (set == "Lall") return {"L1", "L2", "L3"};
  const auto layers = split(set, "+");
  const std::set<std::string> each(layers.begin(), layers.end());
  return {each.begin(), each.end()};
}

}  // namespace cantus
