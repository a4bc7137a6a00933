#pragma once

#include <string>

namespace cuda_emulator {

// The symbol at a kernel's address, read from the file that it was loaded from; empty if that file
// has been stripped. The pointer stays valid.
const char* mangled_kernel_name(const void* kernel);

// The readable name: "cantus::gpu::sums_kernel<float>".
std::string short_kernel_name(const void* kernel);

}  // namespace cuda_emulator
