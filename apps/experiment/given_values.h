#pragma once

#include <string>
#include <vector>

#include "apps/experiment/settings.h"

namespace cantus {

// The values whose keys open with `prefix`, taken out, without it.
GivenValues take_section(GivenValues& values, const std::string& prefix);

// The tables of a list of tables, taken out, their keys without where they stood.
std::vector<GivenValues> take_tables(GivenValues& values, const std::string& key);

// A value's elements, each a value of its own; of one that is no list, itself.
std::vector<SettingValue> elements_of(const SettingValue& value);

}  // namespace cantus
