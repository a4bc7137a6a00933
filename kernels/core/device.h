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

// Reads auto|cpu|cuda[:N]|check and, for tests, emulated[:N], check:KIND[:N] and auto:emulated;
// `check` is the first GPU, checked against the CPU. `auto` is the first GPU where one can be used,
// and the CPU elsewhere: where there is a driver and a GPU, but for another reason none can be
// used, `why_not_gpu` is told it. Throws Error(kUsage) on any other text and Error(kUnavailable),
// with the reason, when the device asked for is not there.
Device parse_device(const std::string& text, std::string* why_not_gpu = nullptr);

}  // namespace cantus
