#include "apps/program/document.h"

#include <cstdio>

#include "apps/program/version.h"
#include "data/files/input_file.h"
#include "data/files/json_text.h"

namespace cantus {

namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 28;

}  // namespace

nlohmann::ordered_json begin_document(const std::string& schema) {
  return {{"schema", schema}, {"tool", tool()}};
}

std::optional<nlohmann::ordered_json> read_document(const std::filesystem::path& file,
                                                    const std::string& schema) {
  auto document =
      nlohmann::ordered_json::parse(InputFile(file, kMaxBytes, WhenEmpty::kAccept).read_all(),
                                    nullptr, /*allow_exceptions=*/false);
  if (!document.is_object() || !document.contains("schema") || document["schema"] != schema)
    return {};
  return document;
}

void print_document(const nlohmann::ordered_json& document) {
  std::fputs(json_text(document).c_str(), stdout);
}

}  // namespace cantus
