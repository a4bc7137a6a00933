#include <dlfcn.h>
#include <gtest/gtest.h>

#include "kernels/core/device_module.h"
#include "kernels/core/error.h"
#include "tests/support/holds.h"

// The module that nvcc built, loaded in full on a machine with or without a GPU: every symbol that
// it needs of the program and of CUDA's libraries resolves, and it knows which GPUs it can run on.
namespace cantus {
namespace {

const DeviceModule& opened() {
  void* library = dlopen(CANTUS_CUDA_MODULE, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  void* entry = dlsym(library, CANTUS_MODULE_ENTRY_NAME);
  if (entry == nullptr) throw std::runtime_error("the module has no entry");
  return *reinterpret_cast<const DeviceModule* (*)()>(entry)();
}

TEST(CudaModule, OpensAndHasItsKernels) { EXPECT_GT(opened().kernels().size(), 50u); }

TEST(CudaModule, SaysWhyItCannotRunHere) {
  try {
    opened().check(0);
    GTEST_SKIP() << "there is a GPU";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Exit::kUnavailable);
    EXPECT_TRUE(holds(error.what(), "no "));
  }
}

}  // namespace
}  // namespace cantus
