#include "kernels/core/precision.h"

#include "kernels/core/error.h"

namespace cantus {

void require_precision(Device device, Precision precision) {
  const bool is_cpu = device.kind == DeviceKind::kCpu;
  if (precision == Precision::kFloat32 || !(is_cpu || device.is_checked)) return;
  throw Error(Exit::kUnavailable, "precision " + to_string(precision),
              is_cpu
                  ? "the CPU multiplies in float32 always"
                  : "what is checked is compared with the CPU, which multiplies in float32 always",
              is_cpu ? "a GPU" : "a GPU that is not checked", "compute in float32");
}

}  // namespace cantus
