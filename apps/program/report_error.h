#pragma once

#include <exception>

#include "kernels/core/error.h"

namespace cantus {

// What any exception means: an Error itself; kOsError where memory ran out; of the file system's,
// as a folder that may not be read, kNoInput, kNoPermission, kOsError or kIoError; a defect of ours
// (kSoftware), to be reported, where it is a broken contract or anything else.
Error error_of(std::exception_ptr exception);

// Writes what went wrong as one line on stderr and returns the exit code that stands for it.
Exit report_error(std::exception_ptr error);

}  // namespace cantus
