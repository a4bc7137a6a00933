#include "apps/experiment/given_values.h"

#include "apps/program/nearest.h"
#include "kernels/core/error.h"

namespace cantus {

GivenValues take_section(GivenValues& values, const std::string& prefix) {
  GivenValues section;
  for (auto value = values.lower_bound(prefix); value != values.end();) {
    if (value->first.rfind(prefix, 0) != 0) break;
    section[value->first.substr(prefix.size())] = value->second;
    value = values.erase(value);
  }
  return section;
}

std::vector<SettingValue> elements_of(const SettingValue& value) {
  std::vector<SettingValue> elements;
  const auto take = [&elements](const auto& list) {
    elements.insert(elements.end(), list.begin(), list.end());
  };
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
    take(*texts);
  } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value)) {
    take(*integers);
  } else if (const auto* numbers = std::get_if<std::vector<double>>(&value)) {
    take(*numbers);
  } else {
    elements.push_back(value);
  }
  return elements;
}

void refuse_what_is_left(const GivenValues& values, const std::string& section,
                         const std::vector<std::string>& known) {
  if (values.empty()) return;
  const auto& [key, given] = *values.begin();
  std::string remedy = did_you_mean(key, known);
  throw Error(Exit::kBadConfig, given.where, section + key.substr(0, 80) + " is no setting",
              join(known), remedy.empty() ? "remove it" : remedy);
}

}  // namespace cantus
