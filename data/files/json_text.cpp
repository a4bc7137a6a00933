#include "data/files/json_text.h"

#include <nlohmann/json.hpp>

namespace cantus {

std::string json_text(const nlohmann::ordered_json& json, int indent) {
  return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string json_line(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string valid_utf8(const std::string& text) {
  return nlohmann::ordered_json::parse(json_line(text)).get<std::string>();
}

bool is_utf8(const std::string& text) { return valid_utf8(text) == text; }

nlohmann::json parse_json(std::string_view text, int depth) {
  return nlohmann::json::parse(text, [depth](int at, nlohmann::json::parse_event_t,
                                             nlohmann::json&) { return at <= depth; });
}

}  // namespace cantus
