#include <iterator>

#include "apps/program/instruction_set.h"

namespace cantus {
namespace {

// The text of an undefined macro is its own name.
#define CANTUS_TEXT(macro) #macro
#define CANTUS_IS_ALLOWED(name, in_cpu, macro) CANTUS_TEXT(macro)[0] == '1',
constexpr bool kIsAllowed[] = {CANTUS_EXTENSIONS(CANTUS_IS_ALLOWED)};

constexpr unsigned allowed_extensions() {
  unsigned allowed = 0;
  for (unsigned bit = 0; bit < std::size(kIsAllowed); ++bit)
    allowed |= kIsAllowed[bit] ? 1u << bit : 0u;
  return allowed;
}

}  // namespace

// Data only: this file is compiled for the instruction set that the machine may lack.
extern const unsigned kBuiltFor;
constinit const unsigned kBuiltFor = allowed_extensions();

}  // namespace cantus
