#pragma once

#include <string>

#include "kernels/core/device.h"

namespace cantus {

// What --device says: auto|cpu|cuda[:N]|check and, for tests, emulated[:N], check:KIND[:N] and
// auto:emulated. `check` is the first GPU, checked against the CPU. `auto` is the first GPU where
// one can be used, and the CPU elsewhere: where there is a driver and a GPU, but for another reason
// none can be used, `why_not_gpu` is told it. Throws Error(kUsage) on any other text and
// Error(kUnavailable), with the reason, when the device asked for is not there.
Device choose_device(const std::string& text, std::string& why_not_gpu);

}  // namespace cantus
