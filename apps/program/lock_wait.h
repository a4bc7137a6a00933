#pragma once

#include "data/files/lock.h"

namespace cantus {

// What a verb does while it waits for a lock: after some seconds it says once whom it waits for,
// and it ends when a stop is asked for.
WhileBusy tell_of_waiting();

}  // namespace cantus
