# Writes OUT, a source file with the commit of the tree SOURCE, unless it says so already. Run by every
# build, so that no program names a commit that it was not built from.
execute_process(COMMAND git -C ${SOURCE} rev-parse --show-cdup
  RESULT_VARIABLE failure OUTPUT_VARIABLE above ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
set(commit "unknown")
if(failure EQUAL 0 AND above STREQUAL "")  # otherwise another project's repository
  execute_process(COMMAND git --no-optional-locks -C ${SOURCE} describe --always --dirty --exclude *
    OUTPUT_VARIABLE commit ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
file(CONFIGURE OUTPUT ${OUT} CONTENT [[
#include "apps/program/commit.h"

namespace cantus {

const char* commit() { return "@commit@"; }

}  // namespace cantus
]] @ONLY)
