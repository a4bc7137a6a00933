#pragma once

#include <string>

namespace cantus {

enum class DeviceKind { kCpu, kCuda };

// Where a queue runs. The index counts GPUs from 0 and is 0 for the CPU.
struct Device {
  DeviceKind kind = DeviceKind::kCpu;
  int index = 0;
};

// "cpu", "cuda:0".
std::string to_string(Device device);

// Reads auto|cpu|cuda[:N]. `auto` is the CPU in a build without CUDA. Throws Error(kUsage) on any
// other text and Error(kUnavailable) when the device asked for is not there.
Device parse_device(const std::string& text);

}  // namespace cantus
