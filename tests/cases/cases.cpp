#include "tests/cases/cases.h"

namespace cantus::testing {

CaseList all_cases() {
  CaseList list;
  add_conv2d_cases(list);
  add_gemm_cases(list);
  add_glu_cases(list);
  return list;
}

}  // namespace cantus::testing
