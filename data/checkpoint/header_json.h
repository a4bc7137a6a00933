#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/checkpoint/header.h"

namespace cantus {

// The JSON text of a header. CRCs must already be among the metadata.
std::string header_json(const std::map<std::string, std::string>& metadata,
                        const std::vector<TensorEntry>& tensors);

struct HeaderJson {
  std::map<std::string, std::string> metadata;
  std::vector<TensorEntry> tensors;  // in the order of the JSON, without their CRC
};

// The reverse; none where the text is not JSON or has anything that a header does not have.
std::optional<HeaderJson> parse_header_json(std::string_view text);

}  // namespace cantus
