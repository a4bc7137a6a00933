#include "apps/program/instruction_set.h"

#ifdef __aarch64__
#include <sys/auxv.h>
#endif
#include <unistd.h>

#include "kernels/core/error.h"

namespace cantus {
namespace {

#define CANTUS_NAME(name, in_cpu, macro) name,
constexpr const char* kNames[] = {CANTUS_EXTENSIONS(CANTUS_NAME)};

}  // namespace

unsigned present_extensions() {
#ifdef __x86_64__
  __builtin_cpu_init();
#endif
#define CANTUS_IS_PRESENT(name, in_cpu, macro) (in_cpu) != 0,
  const bool is_present[] = {CANTUS_EXTENSIONS(CANTUS_IS_PRESENT)};
  unsigned present = 0;
  for (unsigned bit = 0; bit < std::size(kNames); ++bit)
    if (is_present[bit]) present |= 1u << bit;
  return present;
}

std::string extension_names(unsigned extensions) {
  std::string names;
  for (unsigned bit = 0; bit < std::size(kNames); ++bit) {
    if (extensions >> bit & 1u) {
      if (!names.empty()) names += ", ";
      names += kNames[bit];
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
  for (unsigned bit = 0; bit < std::size(kNames); ++bit) {
    if ((missing >> bit & 1u) == 0) continue;
    if (!is_first) say(", ");
    say(kNames[bit]);
    is_first = false;
  }
  say("); build it here, or with -DCANTUS_MARCH=");
  say(kCommonSet);
  say("\n");
  ::_exit(static_cast<int>(Exit::kUnavailable));
}

}  // namespace

}  // namespace cantus
