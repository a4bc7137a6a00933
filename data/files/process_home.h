#pragma once

#include <string>

namespace cantus {

// "HOST.NAMESPACE": where the number of a process is its own. Containers of one host may have the
// host's name and process numbers of their own; NAMESPACE is the inode of /proc/self/ns/pid, 0
// where there is none.
std::string process_home();

}  // namespace cantus
