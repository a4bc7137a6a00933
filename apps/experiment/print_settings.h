#pragma once

#include <string>

#include "apps/experiment/experiment.h"
#include "kernels/core/error.h"

namespace cantus {

// Prints the result of --dry-run for a verb that trains: all settings as they would be used, as
// TOML or, in the verb's JSON document with `dry_run`, under `settings`, by section.
Exit print_settings(const Experiment& experiment, const std::string& schema, bool as_json);

}  // namespace cantus
