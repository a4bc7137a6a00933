#pragma once

#include <cstdlib>

#include "kernels/core/device.h"

namespace cantus {

// The device that $CANTUS_TEST_DEVICE names; `emulated` by default.
inline Device device_under_test() {
  const char* name = std::getenv("CANTUS_TEST_DEVICE");
  return parse_device(name == nullptr ? "emulated" : name);
}

}  // namespace cantus
