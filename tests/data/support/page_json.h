#pragma once

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cantus {

// The content of a page's element, up to its end as a browser sees it.
inline std::string page_element(const std::string& html, const std::string& id) {
  const std::string open = "id=\"" + id + "\">";
  const std::size_t start = html.find(open);
  EXPECT_NE(start, std::string::npos) << id;
  if (start == std::string::npos) return {};
  const std::size_t from = start + open.size();
  return html.substr(from, html.find("</script>", from) - from);
}

// Parses the JSON in an element.
inline nlohmann::json page_json(const std::string& html, const std::string& id) {
  return nlohmann::json::parse(page_element(html, id), nullptr, /*allow_exceptions=*/false);
}

}  // namespace cantus
