#include "apps/program/device_choice.h"

#include "kernels/core/device_module.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

Device first_gpu_or_cpu(const std::string& gpu, std::string& why_not_gpu) {
  try {
    return parse_device(gpu);
  } catch (const NoGpu&) {
  } catch (const Error& error) {
    why_not_gpu = error.what();
  }
  return {};
}

// Rewords a device error of the kernels, which know no flags, to speak of the flag.
Error of_flag(const Error& error, const std::string& flag) {
  if (error.code() == Exit::kUsage)
    return Error(error.code(), flag, "no such device", "auto, cpu, cuda[:N] or check");
  Error::Parts parts = error.parts();
  parts.where = flag;
  const std::string cpu = "use the CPU";
  if (parts.remedy.ends_with(cpu))
    parts.remedy.replace(parts.remedy.size() - cpu.size(), cpu.size(), "use --device cpu");
  return Error(error.code(), parts);
}

}  // namespace

Device choose_device(const std::string& text, std::string& why_not_gpu) {
  if (text == "auto") return first_gpu_or_cpu("cuda", why_not_gpu);
  if (text == "auto:emulated") return first_gpu_or_cpu("emulated", why_not_gpu);
  try {
    return parse_device(text == "check" ? "check:cuda" : text);
  } catch (const Error& error) {
    throw of_flag(error, "--device " + text);
  }
}

}  // namespace cantus
