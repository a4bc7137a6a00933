#pragma once

#include <string_view>

namespace cantus {

// Writes the bytes from the descriptor's place on, whatever signals come; false, and errno says
// why, where not all could be written.
bool write_all(int fd, std::string_view bytes);

}  // namespace cantus
