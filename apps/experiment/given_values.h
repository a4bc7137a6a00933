#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "apps/experiment/settings.h"

namespace cantus {

// Taking values out of a file one by one: what is left at the end was no setting. All of them throw
// Error(kBadConfig) with FILE:LINE for a value of another kind.

// The values whose keys open with `prefix`, without it.
GivenValues take_section(GivenValues& values, const std::string& prefix);

std::string take_text(GivenValues& values, const std::string& key, const std::string& otherwise);
// One text or a list of them; none when not given.
std::vector<std::string> take_texts(GivenValues& values, const std::string& key);
std::int64_t take_integer(GivenValues& values, const std::string& key, std::int64_t otherwise,
                          std::int64_t lowest, std::int64_t highest);
// "" when not given.
std::filesystem::path take_path(GivenValues& values, const std::string& key);

// A value's elements, each a value of its own; of one that is no list, itself.
std::vector<SettingValue> elements_of(const SettingValue& value);

// Throws where a value is left; `known` are the keys that could have been meant.
void refuse_what_is_left(const GivenValues& values, const std::string& section,
                         const std::vector<std::string>& known);

}  // namespace cantus
