#pragma once

#include <string>
#include <vector>

#include "apps/experiment/settings.h"

namespace cantus {

// The values whose keys open with `prefix`, taken out, without it.
GivenValues take_section(GivenValues& values, const std::string& prefix);

// A value's elements, each a value of its own; of one that is no list, itself.
std::vector<SettingValue> elements_of(const SettingValue& value);

// Throws Error(kBadConfig) with FILE:LINE where a value of a section is left, which was no setting;
// `known` are the keys that could have been meant.
void refuse_what_is_left(const GivenValues& values, const std::string& section,
                         const std::vector<std::string>& known);

}  // namespace cantus
