#include "apps/machine.h"

#include <fmt/format.h>
#include <omp.h>

#include "apps/instruction_set.h"
#include "apps/log.h"

namespace cantus {

int threads_of(const CommonOptions& common) {
  return common.num_threads > 0 ? common.num_threads : omp_get_num_procs();
}

const char* vector_extension() {
  if (kBuiltFor >> 5 & 1u) return "AVX-512";
  if (kBuiltFor >> 2 & 1u) return "AVX2";
  return "SSE";
}

void log_device(const CommonOptions& common) {
  const int num_threads = threads_of(common);
  log_info(fmt::format("device {} ({}), {} thread{}", to_string(common.device), vector_extension(),
                       num_threads, num_threads == 1 ? "" : "s"));
}

}  // namespace cantus
