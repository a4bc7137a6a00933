#include "apps/version.h"

namespace cantus {

const char* version() { return CANTUS_VERSION; }

}  // namespace cantus
