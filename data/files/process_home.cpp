#include "data/files/process_home.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cantus {

std::string process_home() {
  char host[HOST_NAME_MAX + 1] = "";
  ::gethostname(host, sizeof host - 1);
  struct stat facts {};
  const bool is_known = ::stat("/proc/self/ns/pid", &facts) == 0;
  return std::string(host) + "." + std::to_string(is_known ? facts.st_ino : 0);
}

}  // namespace cantus
