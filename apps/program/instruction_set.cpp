#include "apps/program/instruction_set.h"

#include <unistd.h>

#include "kernels/core/error.h"

namespace cantus {

unsigned present_extensions() {
  unsigned present = 0;
#ifdef __x86_64__
  __builtin_cpu_init();
  if (__builtin_cpu_supports("sse4.2")) present |= kSse42;
  if (__builtin_cpu_supports("avx")) present |= kAvx;
  if (__builtin_cpu_supports("avx2")) present |= kAvx2;
  if (__builtin_cpu_supports("fma")) present |= kFma;
  if (__builtin_cpu_supports("bmi2")) present |= kBmi2;
  if (__builtin_cpu_supports("avx512f")) present |= kAvx512f;
  if (__builtin_cpu_supports("avx512bw")) present |= kAvx512bw;
  if (__builtin_cpu_supports("avx512dq")) present |= kAvx512dq;
  if (__builtin_cpu_supports("avx512vl")) present |= kAvx512vl;
  if (__builtin_cpu_supports("avx512vnni")) present |= kAvx512vnni;
  if (__builtin_cpu_supports("avx512bf16")) present |= kAvx512bf16;
#endif
  return present;
}

std::string extension_names(unsigned extensions) {
  std::string names;
  for (unsigned bit = 0; bit < std::size(kExtensionNames); ++bit) {
    if (extensions >> bit & 1u) {
      if (!names.empty()) names += ", ";
      names += kExtensionNames[bit];
    }
  }
  return names;
}

namespace {

// Runs before any other constructor of the program, and before main(): the first instruction that
// the machine does not know would end it without a word.
__attribute__((constructor(101))) void refuse_foreign_machine() {
  const unsigned missing = kBuiltFor & ~present_extensions();
  if (missing == 0) return;
  const auto say = [](const char* text) {
    std::size_t length = 0;
    while (text[length] != 0) ++length;
    if (::write(STDERR_FILENO, text, length) < 0) return;
  };
  say("cantus: error: this machine lacks instructions this program was built for (");
  bool is_first = true;
  for (unsigned bit = 0; bit < std::size(kExtensionNames); ++bit) {
    if ((missing >> bit & 1u) == 0) continue;
    if (!is_first) say(", ");
    say(kExtensionNames[bit]);
    is_first = false;
  }
  say("); build it here, or with -DCANTUS_MARCH=x86-64-v3 for any machine with AVX2\n");
  ::_exit(static_cast<int>(Exit::kUnavailable));
}

}  // namespace

}  // namespace cantus
