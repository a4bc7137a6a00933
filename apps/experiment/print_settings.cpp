#include "apps/experiment/print_settings.h"

#include "apps/experiment/settings.h"
#include "apps/program/document.h"
#include "apps/program/log.h"

namespace cantus {

Exit print_settings(const Experiment& experiment, const std::string& schema, bool as_json) {
  const std::string settings = frozen_text(experiment);
  if (!as_json) {
    print_lines(settings);
    return Exit::kDone;
  }
  auto plan = begin_document(schema);
  plan["dry_run"] = true;
  plan["settings"] = nlohmann::ordered_json::parse(toml_to_json(settings));
  print_document(plan);
  return Exit::kDone;
}

}  // namespace cantus
