#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace cantus {

// A document as indented text with a final newline. Bytes that are not valid UTF-8 (file names may
// hold them) are replaced, as JSON must be UTF-8. All our JSON is written by these two functions.
std::string json_text(const nlohmann::ordered_json& json, int indent = 2);

// The same on one line, without a final newline.
std::string json_line(const nlohmann::ordered_json& json);

// The double whose shortest decimal text is that of `value` as a float: 0.1f becomes 0.1.
double shortest(float value);

// `text` with bytes that are not valid UTF-8 replaced; and whether `text` is valid UTF-8.
std::string valid_utf8(const std::string& text);
bool is_utf8(const std::string& text);

// Parses a document and keeps the values that nest at most `depth` deep; deeper ones are skipped,
// because they would take a hundred times their size in memory. Throws nlohmann::json::parse_error,
// or out_of_range for a number that no float64 holds.
nlohmann::json parse_json(std::string_view text, std::size_t depth);

}  // namespace cantus
