#pragma once

#include <string>

#include "apps/study/study.h"

namespace cantus {

// Throw Error(kBadConfig) for what would fail only after hours of training: a row's settings,
// network, layers and source, if that exists; the columns, which were given at `where`.
void check_rows(const Study& study);
void check_columns(const Study& study, const std::string& where);

// Throws Error(kUsage) where --source has no effect.
void require_source_taken(const Study& study);

}  // namespace cantus
