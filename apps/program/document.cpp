#include "apps/program/document.h"

#include <cstdio>

#include "apps/program/version.h"
#include "data/files/json_text.h"

namespace cantus {

nlohmann::ordered_json begin_document(const std::string& schema) {
  return {{"schema", schema}, {"tool", tool()}};
}

void print_document(const nlohmann::ordered_json& document) {
  std::fputs(json_text(document).c_str(), stdout);
}

}  // namespace cantus
