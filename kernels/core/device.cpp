#include "kernels/core/device.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "kernels/core/device_module.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// Throws where the device cannot be used.
Device usable(Device device) {
  device_module(device.kind).check(device.index);
  return device;
}

Device first_gpu_or_cpu(DeviceKind gpu, std::string* why_not_gpu) {
  try {
    return usable({gpu, 0});
  } catch (const NoGpu&) {
  } catch (const Error& error) {
    if (why_not_gpu != nullptr) *why_not_gpu = error.what();
  }
  return Device{};
}

// The first GPU; what is wrong with it is said of the flag that was given.
Device checked_gpu() {
  constexpr std::string_view kMeant = "--device cuda";
  try {
    return parse_device("check:cuda");
  } catch (const Error& error) {
    std::string text = error.what();
    if (text.rfind(kMeant, 0) == 0) text.replace(0, kMeant.size(), "--device check");
    throw Error(error.code(), "", text);
  }
}

}  // namespace

std::string to_string(Device device) {
  if (device.kind == DeviceKind::kCpu) return "cpu";
  return std::string(device.is_checked ? "check:" : "") +
         (device.kind == DeviceKind::kCuda ? "cuda:" : "emulated:") + std::to_string(device.index);
}

Device parse_device(const std::string& text, std::string* why_not_gpu) {
  if (text == "cpu") return Device{};
  if (text == "auto") return first_gpu_or_cpu(DeviceKind::kCuda, why_not_gpu);
  if (text == "auto:emulated") return first_gpu_or_cpu(DeviceKind::kEmulated, why_not_gpu);
  if (text == "check") return checked_gpu();
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
    throw Error(Exit::kUsage, "--device " + text, "no such device", "auto, cpu, cuda[:N] or check");
  Device device =
      usable({kind == "cuda" ? DeviceKind::kCuda : DeviceKind::kEmulated, std::stoi(index)});
  device.is_checked = is_checked;
  return device;
}

}  // namespace cantus
