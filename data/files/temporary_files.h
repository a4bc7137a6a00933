#pragma once

#include <filesystem>
#include <string>

namespace cantus {

// "HOST.BOOT.NAMESPACE": where the number of a process is its own. Machines may have one name, and
// containers of one host the host's: BOOT is the first 8 digits of the system's boot_id, and
// NAMESPACE, as process numbers are a container's own, the inode of /proc/self/ns/pid, which is the
// same on all machines outside of containers; 0 where there is none.
std::string process_home();

// Where AtomicFile writes the file aside: `.NAME.HOME.PROCESS.COUNT.tmp` beside it, another every
// time. The writer's own, on shared folders too. A long NAME is cut, so that what is written aside
// has a name wherever the file itself has one.
std::filesystem::path temporary_beside(const std::filesystem::path& path);

// Deletes the temporary files that killed processes of this home left in `folder`. Those of living
// processes and of other homes stay. Never fails: what cannot be deleted stays too.
void remove_abandoned_files(const std::filesystem::path& folder);

}  // namespace cantus
