#include "apps/program/lock_wait.h"

#include "apps/program/log.h"
#include "apps/program/stop.h"

namespace cantus {

WhileBusy tell_of_waiting() {
  return [has_told = false](const std::string& holder, double waited_s) mutable {
    constexpr double kPatience_s = 3;
    throw_if_stopped(kRunAgain);
    if (has_told || waited_s < kPatience_s) return;
    log_warning("waiting for " + holder + ", which writes there too");
    has_told = true;
  };
}

}  // namespace cantus
