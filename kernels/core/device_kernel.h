#pragma once

#include <string>
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

// The same of a contract that GPUs alone fulfil. Throws Error(kUnavailable) on the CPU.
template <class F>
F* gpu_kernel(Queue& queue, const char* name, F* contract) {
  F* const found = device_kernel(queue, name, contract);
  if (found == nullptr) refuse_cpu(name);
  return found;
}

inline std::string device_kernel_key(const std::string& name, const std::type_info& signature) {
  return name + ' ' + signature.name();
}

// Of the module alone: its kernels, entered before it is opened.
std::map<std::string, DeviceModule::Kernel>& module_kernels();

struct DeviceKernel {
  template <class F>
  DeviceKernel(const std::string& name, F* function) {
    module_kernels().emplace(device_kernel_key(name, typeid(F)),
                             reinterpret_cast<DeviceModule::Kernel>(function));
  }
};

}  // namespace cantus
