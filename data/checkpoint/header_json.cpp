#include "data/checkpoint/header_json.h"

#include <limits>
#include <set>

#include <nlohmann/json.hpp>

#include "data/files/json_text.h"

namespace cantus {
namespace {

using Json = nlohmann::json;

constexpr const char* kMetadataKey = "__metadata__";

// Parses a header by SAX events, without a JSON document: the destructor of one allocates memory,
// and ends the program where there is none.
class HeaderEvents final : public nlohmann::json_sax<Json> {
 public:
  HeaderJson header;

  bool start_object(std::size_t) override {
    if (keys_.size() == 2 || counts_ != nullptr) return false;
    if (keys_.size() == 1 && keys_[0] != kMetadataKey) {
      header.tensors.push_back({.name = keys_[0]});
      offsets_.clear();
      given_.clear();
    }
    keys_.emplace_back();
    return true;
  }
  bool key(string_t& key) override {
    keys_.back() = key;
    const bool is_of_tensor = keys_.size() == 2 && keys_[0] != kMetadataKey;
    return !is_of_tensor || given_.insert(key).second;
  }
  bool end_object() override {
    keys_.pop_back();
    if (keys_.size() != 1 || keys_[0] == kMetadataKey) return true;
    if (given_.size() != 3 || offsets_.size() != 2) return false;  // no other key is accepted
    header.tensors.back().begin = offsets_[0];
    header.tensors.back().end = offsets_[1];
    return true;
  }
  bool string(string_t& text) override {
    if (keys_.size() != 2 || counts_ != nullptr) return false;
    if (keys_[0] == kMetadataKey) return header.metadata.emplace(keys_[1], text).second;
    const auto dtype = named<DType>(text);
    if (keys_[1] != "dtype" || !dtype) return false;
    header.tensors.back().dtype = *dtype;
    return true;
  }
  bool start_array(std::size_t) override {
    if (keys_.size() != 2 || keys_[0] == kMetadataKey || counts_ != nullptr) return false;
    if (keys_[1] == "shape") counts_ = &header.tensors.back().shape;
    if (keys_[1] == "data_offsets") counts_ = &offsets_;
    return counts_ != nullptr && counts_->empty();
  }
  bool end_array() override {
    counts_ = nullptr;
    return true;
  }
  bool number_unsigned(number_unsigned_t count) override {
    if (counts_ == nullptr || count > std::numeric_limits<std::int64_t>::max()) return false;
    counts_->push_back(static_cast<std::int64_t>(count));
    return true;
  }

  bool null() override { return false; }
  bool boolean(bool) override { return false; }
  bool number_integer(number_integer_t) override { return false; }
  bool number_float(number_float_t, const string_t&) override { return false; }
  bool binary(binary_t&) override { return false; }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
    return false;
  }

 private:
  std::vector<std::string> keys_;                // the keys that lead to the current value
  std::vector<std::int64_t>* counts_ = nullptr;  // the open list of numbers; null: none
  std::vector<std::int64_t> offsets_;
  std::set<std::string> given_;  // keys of the current tensor seen so far
};

}  // namespace

std::string header_json(const std::map<std::string, std::string>& metadata,
                        const std::vector<TensorEntry>& tensors) {
  std::string text = "{\"__metadata__\":{";
  for (const auto& [key, value] : metadata) {
    if (text.back() != '{') text += ',';
    text += json_line(key) + ':' + json_line(value);
  }
  text += '}';
  for (const TensorEntry& entry : tensors) {
    text += ",\"" + entry.name + "\":{\"dtype\":\"";
    text += to_string(entry.dtype);
    text += "\",\"shape\":" + json_line(entry.shape);
    text += ",\"data_offsets\":" + json_line({entry.begin, entry.end}) + '}';
  }
  return text + '}';
}

std::optional<HeaderJson> parse_header_json(std::string_view text) {
  HeaderEvents events;
  if (!Json::sax_parse(text, &events)) return std::nullopt;
  return std::move(events.header);
}

}  // namespace cantus
