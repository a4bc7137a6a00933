#include "apps/program/document.h"

#include "apps/program/commit.h"
#include "apps/program/log.h"
#include "apps/program/version.h"
#include "data/files/input_file.h"
#include "data/files/json_text.h"

namespace cantus {

namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 28;

}  // namespace

nlohmann::ordered_json begin_document(const std::string& schema) {
  return {{"schema", schema}, {"tool", tool()}, {"commit", commit()}};
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

nlohmann::ordered_json failed_json(const std::string& path, const Error& error) {
  return {{"path", path},
          {"error", {{"code", static_cast<int>(error.code())}, {"message", error.what()}}}};
}

nlohmann::ordered_json or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return text;
}

void print_document(const nlohmann::ordered_json& document) { print_lines(json_text(document)); }

}  // namespace cantus
