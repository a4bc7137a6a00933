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

}  // namespace cantus
