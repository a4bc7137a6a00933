#pragma once

#include <cstdint>

namespace cantus::testing {

// Heap allocations made while counting was on, by caller: this program (all of cantus is linked
// into it) or a library.
struct AllocationCount {
  std::int64_t own = 0;
  std::int64_t libraries = 0;
};

// False under AddressSanitizer and ThreadSanitizer.
bool can_count_allocations();
void start_counting_allocations();
AllocationCount stop_counting_allocations();

}  // namespace cantus::testing
