#include "apps/program/instruction_set.h"

namespace cantus {

// Data only: this file is compiled for the instruction set in question.
extern const unsigned kBuiltFor;
const unsigned kBuiltFor = 0
#ifdef __SSE4_2__
                           | kSse42
#endif
#ifdef __AVX__
                           | kAvx
#endif
#ifdef __AVX2__
                           | kAvx2
#endif
#ifdef __FMA__
                           | kFma
#endif
#ifdef __BMI2__
                           | kBmi2
#endif
#ifdef __AVX512F__
                           | kAvx512f
#endif
#ifdef __AVX512BW__
                           | kAvx512bw
#endif
#ifdef __AVX512DQ__
                           | kAvx512dq
#endif
#ifdef __AVX512VL__
                           | kAvx512vl
#endif
#ifdef __AVX512VNNI__
                           | kAvx512vnni
#endif
#ifdef __AVX512BF16__
                           | kAvx512bf16
#endif
    ;

}  // namespace cantus
