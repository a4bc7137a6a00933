
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/info/file_facts.h"
#include "apps/info/info.h"
#include "apps/program/batch.h"
#include "apps/program/document.h"
#include "apps/program/error_json.h"
#include "apps/program/log.h"
#include "kernels/core/error.h"

namespace cantus {

Exit describe_files(const std::vector<std::filesystem::path>& files, const CommonOptions& common) {
  nlohmann::ordered_json described = nlohmann::ordered_json::array();
  Batch batch;
  for (const auto& file : files) {
    const auto error = batch.run(file.string(), [&] {
      const FileFacts facts = facts_of_file(file);
      if (!common.json) {
        std::string text = fmt::format("{}: {}\n", escape_control(file.string()), facts.kind);
        for (const auto& [name, value] : facts.details)
          text += fmt::format("  {:<16} {}\n", escape_control(name), escape_control(value));
        return print_lines(text);
      }
      nlohmann::ordered_json one;
      one["path"] = file.string();
      one["kind"] = facts.kind;
      for (const auto& [name, value] : facts.details)
        if (!one.contains(name)) one[name] = value;
      for (const auto& [name, value] : facts.numbers)
        std::visit([&](auto number) { one[name] = number; }, value);
      described.push_back(one);
    });
    if (error) described.push_back({{"path", file.string()}, {"error", json_of(*error)}});
  }
  if (common.json) {
    nlohmann::ordered_json all = begin_document("cantus.info.files/1");
    all["files"] = described;
    print_document(all);
  }
  return batch.finish();
}

}  // namespace cantus
