#include <fmt/format.h>

#include "apps/experiment/settings.h"

namespace cantus {
namespace {

std::string as_toml(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += std::string("\\") + c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string as_toml(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const auto& text : texts) out += (out.size() > 1 ? ", " : "") + as_toml(text);
  return out + "]";
}

}  // namespace

std::string toml_of(const SettingValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  if (const auto* text = std::get_if<std::string>(&value)) return as_toml(*text);
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) return as_toml(*texts);
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value))
    return fmt::format("[{}]", fmt::join(*integers, ", "));
  return fmt::format("[{}]", fmt::join(std::get<std::vector<double>>(value), ", "));
}

std::string toml_of(const SettingTexts& settings) {
  std::string toml;
  std::string section;
  for (const auto& [key, text] : settings) {
    if (const std::string opened = key.substr(0, key.find('.')); opened != section) {
      section = opened;
      toml += fmt::format("{}[{}]\n", toml.empty() ? "" : "\n", section);
    }
    toml += fmt::format("{} = {}\n", key.substr(section.size() + 1), text);
  }
  return toml;
}

}  // namespace cantus
