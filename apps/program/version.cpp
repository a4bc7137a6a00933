#include "apps/program/version.h"

namespace cantus {

const char* version() { return CANTUS_VERSION; }

std::string tool() { return std::string("cantus ") + version(); }

}  // namespace cantus
