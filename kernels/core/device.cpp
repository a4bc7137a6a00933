#include "kernels/core/device.h"

#include <algorithm>
#include <cctype>

#include "kernels/core/device_module.h"
#include "kernels/core/error.h"

namespace cantus {
std::string to_string(Device device) {
  if (device.kind == DeviceKind::kCpu) return "cpu";
  return std::string(device.is_checked ? "check:" : "") +
         (device.kind == DeviceKind::kCuda ? "cuda:" : "emulated:") + std::to_string(device.index);
}

Device parse_device(const std::string& text) {
  if (text == "cpu") return Device{};
  const bool is_checked = text.starts_with("check:");
  const std::string gpu = is_checked ? text.substr(6) : text;
  const auto colon = gpu.find(':');
  const std::string kind = gpu.substr(0, colon);
  const std::string index = colon == std::string::npos ? "0" : gpu.substr(colon + 1);
  const bool known = kind == "cuda" || kind == "emulated";
  const bool counted =
      !index.empty() && index.size() <= 4 &&
      std::all_of(index.begin(), index.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!known || !counted)
    throw Error(Exit::kUsage, text, "no such device", "cpu, cuda[:N] or check:cuda[:N]");
  const Device device{kind == "cuda" ? DeviceKind::kCuda : DeviceKind::kEmulated, std::stoi(index),
                      is_checked};
  device_module(device.kind).check(device.index);
  return device;
}

}  // namespace cantus
