#pragma once

#include <string>

#include "apps/experiment/experiment.h"
#include "kernels/core/error.h"

namespace cantus {

// What --dry-run of a verb that trains prints: every setting as it would be, as TOML, or as the
// verb's JSON document with `dry_run` and `settings`, by section.
Exit print_settings(const Experiment& experiment, const std::string& schema, bool as_json);

}  // namespace cantus
