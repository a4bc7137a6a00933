#pragma once

#include "kernels/core/error.h"

namespace cantus {

// Want of a device's memory: what asked for it can be done without, or smaller.
class OutOfMemory final : public Error {
 public:
  OutOfMemory(const std::string& where, const std::string& found, const std::string& expected,
              const std::string& advice)
      : Error(Exit::kOsError, where, found, expected, advice) {}
};

}  // namespace cantus
