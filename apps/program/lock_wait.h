#pragma once

#include "data/files/lock.h"

namespace cantus {

// What a verb does while it waits for a lock: after some seconds it logs once which process holds
// it, and it ends when a stop is requested.
WhileBusy tell_of_waiting();

}  // namespace cantus
