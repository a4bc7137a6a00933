#include "apps/experiment/given_values.h"

#include <fmt/format.h>

#include "apps/program/nearest.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

[[noreturn]] void refuse(const GivenValue& given, const std::string& key,
                         const std::string& expected) {
  throw Error(Exit::kBadConfig, given.where,
              fmt::format("{} is {}", key, toml_of(given.value).substr(0, 80)), expected);
}

std::optional<GivenValue> take_value(GivenValues& values, const std::string& key) {
  const auto found = values.find(key);
  if (found == values.end()) return {};
  const GivenValue given = found->second;
  values.erase(found);
  return given;
}

}  // namespace

GivenValues take_section(GivenValues& values, const std::string& prefix) {
  GivenValues section;
  for (auto value = values.lower_bound(prefix); value != values.end();) {
    if (value->first.rfind(prefix, 0) != 0) break;
    section[value->first.substr(prefix.size())] = value->second;
    value = values.erase(value);
  }
  return section;
}

std::string take_text(GivenValues& values, const std::string& key, const std::string& otherwise) {
  const auto given = take_value(values, key);
  if (!given) return otherwise;
  const auto* text = std::get_if<std::string>(&given->value);
  if (text == nullptr) refuse(*given, key, "a text");
  return *text;
}

std::vector<std::string> take_texts(GivenValues& values, const std::string& key) {
  const auto given = take_value(values, key);
  if (!given) return {};
  std::vector<std::string> texts;
  for (const SettingValue& element : elements_of(given->value)) {
    const auto* text = std::get_if<std::string>(&element);
    if (text == nullptr || text->empty()) refuse(*given, key, "a text or a list of texts");
    texts.push_back(*text);
  }
  return texts;
}

std::int64_t take_integer(GivenValues& values, const std::string& key, std::int64_t otherwise,
                          std::int64_t lowest, std::int64_t highest) {
  const auto given = take_value(values, key);
  if (!given) return otherwise;
  const auto* integer = std::get_if<std::int64_t>(&given->value);
  if (integer == nullptr || *integer < lowest || *integer > highest)
    refuse(*given, key, fmt::format("a whole number from {} to {}", lowest, highest));
  return *integer;
}

std::filesystem::path take_path(GivenValues& values, const std::string& key) {
  const auto given = take_value(values, key);
  if (!given) return {};
  const auto* text = std::get_if<std::string>(&given->value);
  if (text == nullptr || text->empty()) refuse(*given, key, "one path");
  return given->folder / *text;
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
