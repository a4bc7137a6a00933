#pragma once

namespace cantus {

// "0.1.0", of the whole program.
const char* version();

}  // namespace cantus
