#pragma once

#include <cuda_runtime_api.h>

#include <string>

#include "kernels/core/error.h"

namespace cantus {

// The error that tells of a failed call: `where` and `found` in words, `status` what CUDA said.
// Want of memory and a failed GPU are the machine's (kOsError), and a batch ends with them: after
// an error of those behind the first, every call of this process fails. What is left is a defect
// (kSoftware).
inline Error cuda_failure(cudaError_t status, const std::string& where, const std::string& found) {
  switch (status) {
    case cudaErrorMemoryAllocation:
      return Error(Exit::kOsError, where, found, "",
                   "free some of the GPU's memory, or use --device cpu");
    case cudaErrorECCUncorrectable:
    case cudaErrorNvlinkUncorrectable:
    case cudaErrorIllegalAddress:
    case cudaErrorLaunchTimeout:
    case cudaErrorAssert:
    case cudaErrorHardwareStackError:
    case cudaErrorIllegalInstruction:
    case cudaErrorMisalignedAddress:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorLaunchFailure:
      return Error(Exit::kOsError, where, found, "",
                   "the GPU is lost to this process: run the same command again");
    default:
      return Error(Exit::kSoftware, where, found);
  }
}

}  // namespace cantus
