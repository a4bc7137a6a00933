#pragma once

#include "tests/support/kernel_case.h"

namespace cantus::testing {

// Every case of every kernel, in the order of the folders under kernels/.
CaseList all_cases();

}  // namespace cantus::testing
