#include "apps/program/machine.h"

#include <fmt/format.h>

#include "apps/program/instruction_set.h"
#include "apps/program/log.h"
#include "kernels/core/device_module.h"

namespace cantus {

const char* vector_extension() {
#if defined(__AVX512F__)
  return "AVX-512";
#elif defined(__AVX2__)
  return "AVX2";
#elif defined(__ARM_FEATURE_SVE)
  return "SVE";
#elif defined(__aarch64__)
  return "NEON";
#else
  return "SSE";
#endif
}

std::string processor_of(Device device) {
  if (device.kind == DeviceKind::kCpu) return extension_names(present_extensions());
  const DeviceFacts facts = device_module(device.kind).facts(device.index);
  return facts.name + ", " + facts.versions;
}

std::string describe_gpu(Device device) {
  const DeviceModule& module = device_module(device.kind);
  module.check(device.index);
  const DeviceFacts facts = module.facts(device.index);
  return fmt::format("{}, compute {}, {:.1f} of {:.1f} GB free, {}", facts.name, facts.capability,
                     static_cast<double>(facts.free_bytes) * 1e-9,
                     static_cast<double>(facts.total_bytes) * 1e-9, facts.versions);
}

void report_check(const Queue& queue) {
  if (!queue.device().is_checked) return;
  // For single outputs of sums over thousands of terms; the kernel tests have tighter bounds.
  constexpr double kMostRelative = 1e-3;
  const DeviceDifference& worst = queue.worst_difference();
  const std::string found =
      fmt::format("{} differs by {:.1e} of its largest value", worst.tensor, worst.relative);
  if (!(worst.relative <= kMostRelative))
    throw Error(Exit::kAnswerIsNo, "--device " + to_string(queue.device()), found,
                fmt::format("at most {:.0e}", kMostRelative));
  log_info(fmt::format("check: the worst tensor, {}, from the CPU's", found));
}

void log_device(const CommonOptions& common, Precision precision) {
  if (common.device.kind != DeviceKind::kCpu)
    return log_info_once(
        fmt::format("device {} ({}){}", to_string(common.device), describe_gpu(common.device),
                    precision == Precision::kFloat32 ? "" : ", precision " + to_string(precision)));
  log_info_once(fmt::format("device {} ({}), {}", to_string(common.device), vector_extension(),
                            counted(static_cast<std::size_t>(common.num_threads), "thread")));
}

}  // namespace cantus
