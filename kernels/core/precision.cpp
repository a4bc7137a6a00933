#include "kernels/core/precision.h"

#include "kernels/core/error.h"

namespace cantus {

std::string to_string(Precision precision) {
  switch (precision) {
    case Precision::kTf32:
      return "tf32";
    case Precision::kBfloat16:
      return "bf16";
    default:
      return "float32";
  }
}

std::vector<std::string> precision_names() { return {"float32", "tf32", "bf16"}; }

Precision parse_precision(const std::string& name) {
  for (const auto precision : {Precision::kFloat32, Precision::kTf32, Precision::kBfloat16})
    if (name == to_string(precision)) return precision;
  throw Error(Exit::kUsage, "precision " + name, "no such precision", "float32, tf32 or bf16");
}

void require_precision(Device device, Precision precision) {
  const bool is_cpu = device.kind == DeviceKind::kCpu;
  if (precision == Precision::kFloat32 || !(is_cpu || device.is_checked)) return;
  throw Error(Exit::kUnavailable, "precision " + to_string(precision),
              is_cpu ? "the CPU multiplies in float32 always"
                     : "--device check compares with the CPU, which multiplies in float32 always",
              is_cpu ? "a GPU" : "a GPU that is not checked", "give --precision float32");
}

}  // namespace cantus
