#pragma once

#include <exception>

#include "kernels/core/error.h"

namespace cantus {

// Turns any exception into an Error: an Error as it is; memory that ran out into kOsError; an error
// of the file system, such as a folder that may not be read, into kNoInput, kNoPermission, kOsError
// or kIoError; all else, broken contracts too, into a defect of ours (kSoftware), to be reported.
Error error_of(std::exception_ptr exception);

// Writes the error as one line on stderr and returns its exit code.
Exit report_error(std::exception_ptr error);

}  // namespace cantus
