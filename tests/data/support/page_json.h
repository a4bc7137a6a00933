#pragma once

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cantus {

// The JSON that an element of a page holds.
inline nlohmann::json page_json(const std::string& html, const std::string& id) {
  const std::string open = "<script type=\"application/json\" id=\"" + id + "\">";
  const std::size_t start = html.find(open);
  EXPECT_NE(start, std::string::npos) << id;
  if (start == std::string::npos) return {};
  const std::size_t from = start + open.size();
  return nlohmann::json::parse(html.substr(from, html.find("</script>", from) - from), nullptr,
                               /*allow_exceptions=*/false);
}

}  // namespace cantus
