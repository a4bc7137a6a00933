#pragma once

#include <typeinfo>

#include "kernels/core/device_module.h"
#include "kernels/core/queue.h"

namespace cantus {

// A contract has one implementation a device. The CPU's is the contract's own function, which asks
// first whether its queue stands on a GPU:
//   if (const auto run = device_kernel(queue, "softmax", softmax<T>)) return run(queue, rows, ...);
// The GPU's stands in the module under the same name and with the same signature:
//   const DeviceKernel kSoftmax{"softmax", gpu::softmax};

DeviceModule::Kernel find_device_kernel(Queue& queue, const char* name,
                                        const std::type_info& signature);

[[noreturn]] void refuse_cpu(const char* name);

// The implementation of `contract` on the queue's device; null on the CPU. Throws Error(kSoftware)
// where the device has none.
template <class F>
F* device_kernel(Queue& queue, const char* name, F*) {
  if (queue.device().kind == DeviceKind::kCpu) return nullptr;
  return reinterpret_cast<F*>(find_device_kernel(queue, name, typeid(F)));
}

// The same for a contract that only GPUs fulfil. Throws Error(kUnavailable) on the CPU.
template <class F>
F* gpu_kernel(Queue& queue, const char* name, F* contract) {
  F* const found = device_kernel(queue, name, contract);
  if (found == nullptr) refuse_cpu(name);
  return found;
}

// The module's own kernels, entered before it is opened; only code of the module calls this.
DeviceModule::Kernels& module_kernels();

struct DeviceKernel {
  // `name` is a literal.
  template <class F>
  DeviceKernel(const char* name, F* function) {
    module_kernels().emplace(std::pair(name, typeid(F).name()),
                             reinterpret_cast<DeviceModule::Kernel>(function));
  }
};

}  // namespace cantus
