#pragma once

#include <string>
#include <vector>

#include "data/files/text_lines.h"

namespace cantus {

// The comma-separated fields of the current line (RFC 4180, without line breaks inside quotes).
// Errors: kBadData with FILE:LINE for quotes that do not match.
std::vector<std::string> csv_fields(const TextLines& lines);

// `text` as a CSV field: quoted when it holds a comma, a quote or a line break.
std::string csv_field(const std::string& text);

}  // namespace cantus
