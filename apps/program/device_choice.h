#pragma once

#include <string>

#include "kernels/core/device.h"

namespace cantus {

// The device that --device names: auto|cpu|cuda[:N]|check and, for tests, emulated[:N],
// check:KIND[:N] and auto:emulated. `check` is the first GPU, checked against the CPU. `auto` is
// the first usable GPU, else the CPU; `why_not_gpu` is set to the reason where there are a driver
// and a GPU but none can be used. Throws Error(kUsage) on any other text and Error(kUnavailable),
// with the reason, when the requested device is not there.
Device choose_device(const std::string& text, std::string& why_not_gpu);

}  // namespace cantus
