#pragma once

#include <filesystem>

namespace cantus {

// Deletes the temporary files that killed processes of this host left in `folder` (see AtomicFile).
// Those of living processes and of other hosts stay. Never fails: what cannot be deleted stays too.
void remove_abandoned_files(const std::filesystem::path& folder);

}  // namespace cantus
