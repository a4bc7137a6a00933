#include "apps/experiment/experiment_flags.h"

#include "kernels/core/precision.h"

namespace cantus {

void ExperimentFlags::declare(Flags& flags, const char* what_changes) {
  flags.repeated("--set", settings, "SECTION.KEY=VALUE", what_changes);
  flags.choice("--precision", precision, names_of<Precision>(),
               "as experiment.precision [the file's]");
}

std::vector<std::string> ExperimentFlags::overrides() const {
  auto all = settings;
  if (!precision.empty()) all.push_back("experiment.precision=" + precision);
  return all;
}

std::string ExperimentFlags::text() const {
  std::string text;
  for (const std::string& assignment : settings) text += " --set '" + assignment + "'";
  return precision.empty() ? text : text + " --precision " + precision;
}

}  // namespace cantus
