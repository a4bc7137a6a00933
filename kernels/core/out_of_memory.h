#pragma once

#include "kernels/core/error.h"

namespace cantus {

// A device is out of memory: the caller can do without the request, or make a smaller one.
class OutOfMemory final : public Error {
 public:
  OutOfMemory(const std::string& where, const std::string& found, const std::string& expected,
              const std::string& advice)
      : Error(Exit::kOsError, where, found, expected, advice) {}
};

}  // namespace cantus
