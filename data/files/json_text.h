#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace cantus {

// A document as text, indented and with a line break at its end. Bytes that are no UTF-8, as names
// of files may have, are replaced: JSON must be. All our JSON is written by these two.
std::string json_text(const nlohmann::ordered_json& json, int indent = 2);

// The same on one line, without a line break.
std::string json_line(const nlohmann::ordered_json& json);

// A text with such bytes replaced.
std::string valid_utf8(const std::string& text);

}  // namespace cantus
