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

// What the kernels say of a device, said of the flag: they know none.
Error of_flag(const Error& error, const std::string& flag) {
  if (error.code() == Exit::kUsage)
    return Error(error.code(), flag, "no such device", "auto, cpu, cuda[:N] or check");
  const std::string text = error.what();
  std::string found = text.substr(text.find(": ") + 2);
  const std::string remedy = "use the CPU";
  if (found.ends_with(remedy))
    found.replace(found.size() - remedy.size(), remedy.size(), "use --device cpu");
  return Error(error.code(), flag, found);
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
