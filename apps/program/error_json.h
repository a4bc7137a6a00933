#pragma once

#include <nlohmann/json.hpp>

#include "kernels/core/error.h"

namespace cantus {

// What failed, in the place of what would have been said of an input: the exit code that stands for
// it and the line on stderr. For .cpp files only, as the library is.
inline nlohmann::ordered_json json_of(const Error& error) {
  return {{"code", static_cast<int>(error.code())}, {"message", error.what()}};
}

}  // namespace cantus
