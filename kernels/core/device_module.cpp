#include "kernels/core/device_module.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "kernels/core/error.h"

namespace cantus {
namespace {

std::vector<std::filesystem::path> module_folders() {
  if (const char* folder = std::getenv("CANTUS_MODULES")) return {folder};
  std::error_code none;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", none).parent_path();
  return {here, here / "../lib/cantus", here / "../modules"};
}

const DeviceModule& open(DeviceKind kind) {
  const std::string device = kind == DeviceKind::kCuda ? "cuda" : "emulated";
  const std::string file = "libcantus_" + device + ".so";
  // Known at once, where opening CUDA's libraries would take a tenth of a second to say the same.
  if (kind == DeviceKind::kCuda && dlopen("libcuda.so.1", RTLD_LAZY) == nullptr)
    throw NoGpu(device, "there is no NVIDIA driver (libcuda.so.1)", "install one, or use the CPU");
  for (const auto& folder : module_folders()) {
    const auto path = folder / file;
    if (!std::filesystem::exists(path)) continue;
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr)
      throw Error(Exit::kUnavailable, device, std::string("cannot open ") + dlerror(), "",
                  "install what it names, or use the CPU");
    void* entry = dlsym(library, CANTUS_MODULE_ENTRY_NAME);
    if (entry == nullptr)
      throw Error(Exit::kUnavailable, device, path.string() + " is of another version", "",
                  "install the program and its module together");
    return *reinterpret_cast<const DeviceModule* (*)()>(entry)();
  }
  throw Error(Exit::kUnavailable, device, "there is no " + file + " beside the program", "",
              "build with the preset `cuda`, or use the CPU");
}

}  // namespace

const DeviceModule& device_module(DeviceKind kind) {
  CANTUS_REQUIRE(kind != DeviceKind::kCpu, "the CPU has no module");
  if (kind == DeviceKind::kCuda) {
    static const DeviceModule& cuda = open(kind);
    return cuda;
  }
  static const DeviceModule& emulated = open(kind);
  return emulated;
}

}  // namespace cantus
