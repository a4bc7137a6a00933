#pragma once

#include <string>
#include <vector>

#include "apps/experiment/settings.h"

namespace cantus {

// Removes and returns the values whose keys open with `prefix`; their keys lose it.
GivenValues take_section(GivenValues& values, const std::string& prefix);

// Removes and returns the tables of the list `key`; their keys lose the list's name and index.
std::vector<GivenValues> take_tables(GivenValues& values, const std::string& key);

// The elements of a list, each as a value; a value that is no list, as it is.
std::vector<SettingValue> elements_of(const SettingValue& value);

}  // namespace cantus
