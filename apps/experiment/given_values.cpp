#include "apps/experiment/given_values.h"

#include <fmt/format.h>

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

std::vector<GivenValues> take_tables(GivenValues& values, const std::string& key) {
  std::vector<GivenValues> tables;
  for (;;) {
    GivenValues table = take_section(values, fmt::format("{}.{}.", key, tables.size()));
    if (table.empty()) return tables;
    tables.push_back(std::move(table));
  }
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

}  // namespace cantus
