#pragma once

#include <cuda_runtime_api.h>

#include <string>

#include "kernels/core/out_of_memory.h"

namespace cantus {

// After these every call of the process fails: CUDA's header says of each that the process must be
// ended.
inline bool loses_gpu(cudaError_t status) {
  switch (status) {
    case cudaErrorECCUncorrectable:
    case cudaErrorNvlinkUncorrectable:
#if CUDART_VERSION >= 13000
    case cudaErrorContained:
#endif
    case cudaErrorIllegalAddress:
    case cudaErrorLaunchTimeout:
    case cudaErrorAssert:
    case cudaErrorHardwareStackError:
    case cudaErrorIllegalInstruction:
    case cudaErrorMisalignedAddress:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorLaunchFailure:
    case cudaErrorMpsClientTerminated:
    case cudaErrorExternalDevice:
      return true;
    default:
      return false;
  }
}

// Throws the error that tells of a failed call: `where` and `found` in words, `status` what CUDA
// said. Want of memory (OutOfMemory) and a lost GPU are the machine's (kOsError), and a batch ends
// with them. What is left is a defect (kSoftware).
[[noreturn]] inline void throw_cuda_failure(cudaError_t status, const std::string& where,
                                            const std::string& found) {
  if (status == cudaErrorMemoryAllocation)
    throw OutOfMemory(where, found, "", "free some of the GPU's memory, or use the CPU");
  if (loses_gpu(status))
    throw Error(Exit::kOsError, where, found, "",
                "the GPU is lost to this process: run the same command again");
  throw Error(Exit::kSoftware, where, found);
}

// The same for a call to one of CUDA's libraries, which have no status for a lost GPU.
[[noreturn]] inline void throw_library_failure(bool lacks_memory, const std::string& where,
                                               const std::string& found) {
  const cudaError_t last = cudaPeekAtLastError();
  throw_cuda_failure(lacks_memory      ? cudaErrorMemoryAllocation
                     : loses_gpu(last) ? last
                                       : cudaErrorUnknown,
                     where, found);
}

}  // namespace cantus
