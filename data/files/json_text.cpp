#include "data/files/json_text.h"

#include <charconv>
#include <iterator>
#include <vector>

#include <nlohmann/json.hpp>

namespace cantus {
namespace {

using Json = nlohmann::json;

// Builds the document of the values that nest at most `depth` deep, in time linear in the text; the
// library's own filter searches the whole array again for every object in it.
class ShallowEvents final : public nlohmann::json_sax<Json> {
 public:
  explicit ShallowEvents(std::size_t depth) : depth_(depth) {}

  Json document;

  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& key) override {
    key_ = std::move(key);
    return true;
  }
  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool parse_error(std::size_t, const std::string&, const Json::exception& found) override {
    if (const auto* range = dynamic_cast<const Json::out_of_range*>(&found)) throw *range;
    throw dynamic_cast<const Json::parse_error&>(found);
  }

 private:
  bool is_too_deep() const { return num_skipped_ > 0 || open_.size() > depth_; }

  // Where the next value goes in the innermost open container.
  Json& place() {
    if (open_.empty()) return document;
    Json& around = *open_.back();
    return around.is_array() ? around.emplace_back() : around[key_];
  }
  bool add(Json value) {
    if (!is_too_deep()) place() = std::move(value);
    return true;
  }
  bool open(Json empty) {
    if (is_too_deep()) {
      ++num_skipped_;
    } else {
      open_.push_back(&(place() = std::move(empty)));
    }
    return true;
  }
  bool close() {
    if (num_skipped_ > 0) {
      --num_skipped_;
    } else {
      open_.pop_back();
    }
    return true;
  }

  const std::size_t depth_;
  std::vector<Json*> open_;      // stable: no container grows while one in it is open
  std::size_t num_skipped_ = 0;  // open containers below the deepest one that is kept
  std::string key_;
};

}  // namespace

std::string json_text(const nlohmann::ordered_json& json, int indent) {
  return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string json_line(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

double shortest(float value) {
  char text[32];
  const auto end = std::to_chars(std::begin(text), std::end(text), value).ptr;
  double number = 0;
  std::from_chars(text, end, number);
  return number;
}

std::string valid_utf8(const std::string& text) {
  return nlohmann::ordered_json::parse(json_line(text)).get<std::string>();
}

bool is_utf8(const std::string& text) { return valid_utf8(text) == text; }

nlohmann::json parse_json(std::string_view text, std::size_t depth) {
  ShallowEvents events(depth);
  Json::sax_parse(text, &events);
  return std::move(events.document);
}

}  // namespace cantus
