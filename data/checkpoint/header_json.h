#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/checkpoint/header.h"

namespace cantus {

// The JSON of a header, of which its CRCs are metadata like the rest.
std::string header_json(const std::map<std::string, std::string>& metadata,
                        const std::vector<TensorEntry>& tensors);

struct HeaderJson {
  std::map<std::string, std::string> metadata;
  std::vector<TensorEntry> tensors;  // in the order they stand in, without their CRC
};

// The reverse; nothing where it is no JSON, or says anything else than a header does.
std::optional<HeaderJson> parse_header_json(std::string_view text);

}  // namespace cantus
