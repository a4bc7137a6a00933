#include "kernels/core/device.h"

#include "kernels/core/error.h"

namespace cantus {

std::string to_string(Device device) {
  if (device.kind == DeviceKind::kCpu) return "cpu";
  return "cuda:" + std::to_string(device.index);
}

Device parse_device(const std::string& text) {
  if (text == "auto" || text == "cpu") return Device{};
  if (text.rfind("cuda", 0) == 0) {
    throw Error(Exit::kUnavailable, "--device " + text, "this build has no CUDA",
                "a build with the CUDA module", "use --device cpu");
  }
  throw Error(Exit::kUsage, "--device " + text, "no such device", "auto, cpu or cuda[:N]");
}

}  // namespace cantus
