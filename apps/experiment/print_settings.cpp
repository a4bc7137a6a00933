#include "apps/experiment/print_settings.h"

#include "apps/experiment/settings.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "data/files/json_text.h"

namespace cantus {

Exit print_settings(const Experiment& experiment, const std::string& schema, bool as_json) {
  const std::string settings = frozen_text(experiment);
  if (!as_json) {
    print_lines(settings);
    return Exit::kDone;
  }
  auto plan = begin_document(schema);
  plan["dry_run"] = true;
  for (const auto& [key, given] : parse_toml(valid_utf8(settings), "settings")) {
    const std::size_t dot = key.find('.');
    auto& shown = plan["settings"][key.substr(0, dot)][key.substr(dot + 1)];
    std::visit([&](const auto& value) { shown = value; }, given.value);
  }
  print_document(plan);
  return Exit::kDone;
}

}  // namespace cantus
