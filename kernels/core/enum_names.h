#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cantus {

// How the values of an enumeration are written in files and on command lines: kNames, a std::array
// in the order of the values, which count from 0. Specialized beside the enumeration.
template <typename Enum>
struct EnumNames;

template <typename Enum>
using IfNamed = decltype(EnumNames<Enum>::kNames);

template <typename Enum, typename = IfNamed<Enum>>
std::string to_string(Enum value) {
  return EnumNames<Enum>::kNames[static_cast<std::size_t>(value)];
}

template <typename Enum, typename = IfNamed<Enum>>
std::vector<Enum> values_of() {
  std::vector<Enum> values;
  for (std::size_t i = 0; i < EnumNames<Enum>::kNames.size(); ++i)
    values.push_back(static_cast<Enum>(i));
  return values;
}

template <typename Enum, typename = IfNamed<Enum>>
std::vector<std::string> names_of() {
  return {EnumNames<Enum>::kNames.begin(), EnumNames<Enum>::kNames.end()};
}

// Empty where no value has this name.
template <typename Enum, typename = IfNamed<Enum>>
std::optional<Enum> named(const std::string& name) {
  for (const Enum value : values_of<Enum>())
    if (name == to_string(value)) return value;
  return {};
}

}  // namespace cantus
