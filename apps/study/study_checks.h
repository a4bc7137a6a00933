#pragma once

#include <string>

#include "apps/study/study.h"

namespace cantus {

// Throw Error(kBadConfig) for what could be refused only after hours of training: a row's settings,
// its network, layers and source, where that is there already; the columns, given at `where`.
void check_rows(const Study& study);
void check_columns(const Study& study, const std::string& where);

// Throws Error(kUsage) where nothing comes of --source.
void require_source_taken(const Study& study);

}  // namespace cantus
