#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/info/file_facts.h"
#include "apps/info/folder_facts.h"
#include "apps/info/info.h"
#include "apps/model/model_path.h"
#include "apps/program/batch.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const std::filesystem::path& file, const FileFacts& facts) {
  Json json = Json::object();
  // Appended directly: the library's operator[] searches all members each time.
  auto& members = json.get_ref<Json::object_t&>();
  std::set<std::string> names;
  const auto add = [&](const std::string& name, const std::string& value) {
    if (names.insert(name).second) members.emplace_back(name, value);
  };
  add("path", file.string());
  add("kind", facts.kind);
  for (const auto& [name, value] : facts.details) add(name, value);
  // clang cannot capture structured bindings beside OpenMP.
  for (const auto& [name, value] : facts.numbers)
    std::visit([&json, &name = name](auto number) { json[name] = number; }, value);
  return json;
}

}  // namespace

Exit describe_files(const std::vector<std::filesystem::path>& files, const CommonOptions& common) {
  Json described = Json::array();
  Batch batch;
  for (const auto& named : files) {
    const auto error = batch.run(named.string(), [&] {
      const auto file = is_run(named) ? model_path(named) : named;
      std::error_code ignored;
      const bool is_folder = std::filesystem::is_directory(file, ignored);
      const FileFacts facts = is_folder ? facts_of_folder(file) : facts_of_file(file);
      if (!common.json) {
        std::string text = fmt::format("{}: {}\n", escape_control(file.string()), facts.kind);
        std::size_t width = 16;
        for (const auto& [name, value] : facts.details) width = std::max(width, name.size());
        for (const auto& [name, value] : facts.details)
          text += fmt::format("  {:<{}} {}\n", escape_control(name), width, escape_control(value));
        return print_lines(text);
      }
      described.push_back(json_of(file, facts));
    });
    if (error) described.push_back(failed_json(named.string(), *error));
  }
  if (common.json) {
    Json all = begin_document("cantus.info.files/1");
    all["files"] = described;
    print_document(all);
  }
  return batch.finish();
}

}  // namespace cantus
