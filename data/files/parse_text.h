#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

namespace cantus {

// The number that the whole text spells in the C locale; none where it is anything else.
template <typename Number>
std::optional<Number> parsed(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, number);
  return failure == std::errc{} && rest == end ? std::optional(number) : std::nullopt;
}

// Splits a text at each of the characters in `separators`; a part is empty where two are adjacent.
inline std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find_first_of(separators);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace cantus
