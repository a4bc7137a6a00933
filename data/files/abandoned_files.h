#pragma once

#include <filesystem>

namespace cantus {

// Deletes the temporary files that killed processes of this host and namespace left in `folder`
// (see AtomicFile). Those of living processes and of other homes stay. Never fails: what cannot be
// deleted stays too.
void remove_abandoned_files(const std::filesystem::path& folder);

}  // namespace cantus
