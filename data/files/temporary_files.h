#pragma once

#include <filesystem>
#include <string>

namespace cantus {

// "HOST.BOOT.NAMESPACE": the scope within which a process number is unique. Several machines may
// share a host name, and containers may share their host's. BOOT is therefore the first 8 digits of
// the system's boot_id, and NAMESPACE the inode of /proc/self/ns/pid (each container numbers its
// own processes), which is the same on all machines outside of containers; 0 where there is none.
std::string process_home();

// The temporary file of AtomicFile: `.NAME.HOME.PROCESS.COUNT.tmp` beside `path`, another on each
// call. No other process uses it, on shared folders either. A long NAME is cut, so that the
// temporary name is valid wherever the file's own is.
std::filesystem::path temporary_beside(const std::filesystem::path& path);

// Deletes the temporary files that killed processes of this process_home() left in `folder`. Those
// of living processes and of other homes stay. Never fails: what cannot be deleted stays too.
void remove_abandoned_files(const std::filesystem::path& folder);

}  // namespace cantus
