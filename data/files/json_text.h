#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace cantus {

// A document as text, indented and with a line break at its end. Bytes that are no UTF-8, as names
// of files may have, are replaced: JSON must be. All our JSON is written by these two.
std::string json_text(const nlohmann::ordered_json& json, int indent = 2);

// The same on one line, without a line break.
std::string json_line(const nlohmann::ordered_json& json);

// A float as the number of its shortest decimals, not of the double's that holds it.
double shortest(float value);

// A text with such bytes replaced, and whether it has none.
std::string valid_utf8(const std::string& text);
bool is_utf8(const std::string& text);

// A document whose values nest at most `depth` deep; what nests deeper is read past, because it
// would take memory of a hundred times its size. Throws nlohmann::json::parse_error,
// or out_of_range for a number that no float64 holds.
nlohmann::json parse_json(std::string_view text, std::size_t depth);

}  // namespace cantus
