#include "tests/cases/cases.h"

namespace cantus::testing {

CaseList all_cases() {
  CaseList list;
  add_glu_cases(list);
  return list;
}

}  // namespace cantus::testing
