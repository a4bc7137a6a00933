// The one file that knows toml++.
#include <toml++/toml.h>

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "apps/experiment/settings.h"
#include "data/files/input_file.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 20;
constexpr std::size_t kMaxKeys = 10000, kMaxKeyBytes = 1024;  // of a dotted key
constexpr int kMaxParts = 16;  // of a key: tables nest as deep, and visiting them recurses

struct Source {
  std::string name;
  bool has_lines;
  std::filesystem::path folder;

  std::string at(const toml::node& node) const {
    return has_lines ? fmt::format("{}:{}", name, node.source().begin.line) : name;
  }
};

[[noreturn]] void refuse(const Source& source, const toml::node& node, const std::string& key) {
  throw Error(Exit::kBadConfig, source.at(node), key + " has a value of a foreign kind",
              "a number, a text, true, false or a list of numbers or texts", "correct the line");
}

[[noreturn]] void refuse_excess(const Source& source, const toml::node& node,
                                const std::string& found, std::size_t most) {
  throw Error(Exit::kBadConfig, source.at(node), found, fmt::format("at most {}", most),
              "shorten the file");
}

// The list's elements if all are of this type, else empty. A list of doubles may hold integers.
template <typename Element>
std::vector<Element> list_of(const toml::array& list) {
  std::vector<Element> elements;
  for (const toml::node& node : list) {
    const auto element =
        std::is_same_v<Element, double> ? node.value<Element>() : node.value_exact<Element>();
    if (element) elements.push_back(*element);
  }
  return elements.size() == list.size() ? elements : std::vector<Element>();
}

SettingValue value_of(const Source& source, const std::string& key, const toml::node& node) {
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* integer = node.as_integer()) return integer->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* text = node.as_string()) return text->get();
  const toml::array* list = node.as_array();
  if (list == nullptr) refuse(source, node, key);
  if (list->empty()) return std::vector<std::string>();
  if (auto texts = list_of<std::string>(*list); !texts.empty()) return texts;
  if (auto integers = list_of<std::int64_t>(*list); !integers.empty()) return integers;
  if (auto numbers = list_of<double>(*list); !numbers.empty()) return numbers;
  refuse(source, node, key);
}

void collect(const Source& source, const toml::table& table, const std::string& prefix,
             GivenValues& values) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (key.size() > kMaxKeyBytes)
      refuse_excess(source, node, fmt::format("a key of {} bytes", key.size()), kMaxKeyBytes);
    if (const toml::table* inner = node.as_table()) {
      collect(source, *inner, key + ".", values);
      continue;
    }
    const toml::array* list = node.as_array();
    if (list != nullptr && list->is_array_of_tables()) {
      for (std::size_t i = 0; i < list->size(); ++i)
        collect(source, *list->get(i)->as_table(), fmt::format("{}.{}.", key, i), values);
      continue;
    }
    values[key] = {value_of(source, key, node), source.at(node), source.folder};
    if (values.size() > kMaxKeys) refuse_excess(source, node, "too many keys", kMaxKeys);
  }
}

// The position after the quoted text that opens at `at`.
std::size_t past_quotes(std::string_view toml, std::size_t at) {
  const char quote = toml[at];
  const std::string three(3, quote);
  const bool has_lines = toml.substr(at, 3) == three;
  const auto closes = [&](std::size_t here) {
    return has_lines ? toml.substr(here, 3) == three : toml[here] == quote || toml[here] == '\n';
  };
  at += has_lines ? 3 : 1;
  for (; at < toml.size() && !closes(at); ++at)
    if (quote == '"' && toml[at] == '\\') ++at;
  at += has_lines ? 3 : 1;
  // Of five closing quotes the first two belong to the text.
  for (int more = 0; has_lines && more < 2 && at < toml.size() && toml[at] == quote; ++more) ++at;
  return std::min(at, toml.size());
}

// The position where a key has more than kMaxParts parts, or npos.
std::size_t find_long_key(std::string_view toml) {
  int num_parts = 1;
  for (std::size_t at = 0; at < toml.size();) {
    const char c = toml[at];
    if (c == '"' || c == '\'') {
      at = past_quotes(toml, at);
      continue;
    }
    if (c == '#') {
      at = std::min(toml.find('\n', at), toml.size());
      continue;
    }
    if (c == '.' && ++num_parts > kMaxParts) return at;
    if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) num_parts = 1;
    ++at;
  }
  return std::string_view::npos;
}

}  // namespace

GivenValues read_toml(const std::filesystem::path& path) {
  return parse_toml(InputFile(path, kMaxBytes).read_all(), path);
}

GivenValues parse_toml(const std::string& text, const std::filesystem::path& name) {
  if (const std::size_t key = find_long_key(text); key != std::string::npos)
    throw Error(
        Exit::kBadConfig,
        fmt::format("{}:{}", name.string(), 1 + std::count(text.data(), text.data() + key, '\n')),
        "a key of too many parts", fmt::format("at most {}", kMaxParts), "correct the line");
  GivenValues values;
  try {
    const toml::table table = toml::parse(text, name.string());
    collect({name.string(), true, name.parent_path()}, table, "", values);
  } catch (const toml::parse_error& error) {
    throw Error(Exit::kBadConfig, fmt::format("{}:{}", name.string(), error.source().begin.line),
                std::string(error.description()), "TOML, texts in quotes", "correct the line");
  }
  return values;
}

void override_setting(const std::string& assignment, GivenValues& values) {
  const Source source{"--set " + assignment.substr(0, 80), false, {}};
  const auto equals = assignment.find('=');
  const std::string key = assignment.substr(0, equals);
  constexpr const char* kKeyLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
  if (equals == std::string::npos || key.empty() ||
      key.find_first_not_of(kKeyLetters) != std::string::npos) {
    throw Error(Exit::kUsage, source.name, "is no assignment", "SECTION.KEY=VALUE");
  }
  const std::string text = assignment.substr(equals + 1);
  GivenValues given;
  try {
    if (find_long_key(text) == std::string::npos)
      collect(source, toml::parse("value = " + text), "", given);
  } catch (const toml::parse_error&) {
    given.clear();
  }
  // A word or path without quotes, or a text that only looks like TOML with several keys.
  if (given.size() != 1 || given.count("value") == 0) given = {{"value", {text, source.name, {}}}};
  values[key] = given.at("value");
}

}  // namespace cantus
