#pragma once

#include <string>

namespace cantus {

// kEmulated runs the CUDA kernels on CPU threads, one by one: a check, not a device to work on.
enum class DeviceKind { kCpu, kCuda, kEmulated };

// Where a queue runs. The index counts GPUs from 0 and is 0 for the CPU.
struct Device {
  DeviceKind kind = DeviceKind::kCpu;
  int index = 0;
  // Every node of a graph runs on the CPU too, and the outputs are compared.
  bool is_checked = false;
};

// "cpu", "cuda:0", "emulated:0", "check:cuda:0".
std::string to_string(Device device);

// Reads what to_string writes; a kind without a number is its first GPU. Throws Error(kUsage) on
// any other text and Error(kUnavailable), with the reason, when the device is not there (NoGpu
// where it is for want of a driver or of any GPU).
Device parse_device(const std::string& text);

}  // namespace cantus
