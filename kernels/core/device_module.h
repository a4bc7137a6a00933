#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "kernels/core/device.h"
#include "kernels/core/error.h"
#include "kernels/core/stream.h"

namespace cantus {

// What is known of a GPU.
struct DeviceFacts {
  std::string name;
  std::string capability;  // "9.0"
  std::string versions;    // "driver 13.0, CUDA 13.0, cuDNN 9.19.0"
  std::size_t total_bytes = 0;
  std::size_t free_bytes = 0;
};

// Error(kUnavailable) on a machine without a driver, or whose driver finds no GPU: the one reason
// for which a caller that is free to choose falls back to the CPU silently.
class NoGpu : public Error {
 public:
  NoGpu(const std::string& where, const std::string& found, const std::string& remedy)
      : Error(Exit::kUnavailable, where, found, "", remedy) {}
};

// The door to the GPU. All CUDA code of the program is one shared library, libcantus_cuda.so,
// opened when a GPU is asked for: without it, without CUDA's libraries or without a driver the
// program runs as ever. libcantus_emulated.so is the same code for the emulator.
class DeviceModule {
 public:
  using Kernel = void (*)();

  virtual ~DeviceModule() = default;
  // Throws NoGpu or another Error(kUnavailable), with the reason, unless the device can be used.
  virtual void check(int index) const = 0;
  virtual DeviceFacts facts(int index) const = 0;
  virtual std::unique_ptr<Stream> make_stream(int index) const = 0;
  // Its kernels by the contract's name and signature, which are never gone: a call looks them up
  // without a string of its own.
  using Kernels = std::map<std::pair<std::string_view, std::string_view>, Kernel>;
  virtual const Kernels& kernels() const = 0;
};

// Opens the module of a device once; later calls find it again. It is looked for in the folder
// $CANTUS_MODULES, beside the program, in ../lib/cantus and in ../modules. Throws
// NoGpu where there is no driver, and another Error(kUnavailable) when the module is not there or
// cannot be opened.
const DeviceModule& device_module(DeviceKind kind);

}  // namespace cantus

// The module's one entry, under this name: const cantus::DeviceModule* (*)(). A module built for
// another version of the program has another name.
#define CANTUS_MODULE_ENTRY cantus_device_module_2
#define CANTUS_MODULE_ENTRY_NAME "cantus_device_module_2"
