#pragma once

#include <exception>

#include "kernels/core/error.h"

namespace cantus {

// Writes what went wrong as one line on stderr and returns the exit code that stands for it.
Exit report_error(std::exception_ptr error);

}  // namespace cantus
