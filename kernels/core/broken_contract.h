#pragma once

#include "kernels/core/error.h"

namespace cantus {

// What CANTUS_REQUIRE throws. The caller knows who broke the contract: another project or ours.
class BrokenContract : public Error {
 public:
  BrokenContract(const std::string& where, const std::string& found)
      : Error(Exit::kSoftware, where, found) {}
};

}  // namespace cantus
