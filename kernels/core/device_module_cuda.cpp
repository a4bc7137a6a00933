#include "kernels/core/device_module.h"

#include "kernels/core/cuda_stream.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"
#include "kernels/core/gpu_code.h"

namespace cantus {
namespace {

std::string version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

constexpr const char* kRemedy = "use the CPU";

std::string name_of(int index) { return to_string(Device{DeviceKind::kCuda, index}); }

Error unavailable(int index, const std::string& found, const std::string& expected = "",
                  const std::string& remedy = kRemedy) {
  return Error(Exit::kUnavailable, name_of(index), found, expected, remedy);
}

class CudaModule final : public DeviceModule {
 public:
  void check(int index) const override {
    int num_devices = 0;
    const cudaError_t status = cudaGetDeviceCount(&num_devices);
    if (status == cudaErrorInsufficientDriver) {
      int driver = 0;
      int runtime = 0;
      cudaDriverGetVersion(&driver);
      cudaRuntimeGetVersion(&runtime);
      if (driver == 0) throw NoGpu(name_of(index), "there is no NVIDIA driver", kRemedy);
      throw unavailable(index, "the driver is for CUDA " + version_text(driver),
                        "CUDA " + version_text(runtime) + " or later", "install a newer driver");
    }
    if (status == cudaErrorNoDevice || (status == cudaSuccess && num_devices == 0))
      throw NoGpu(name_of(index), "there is no GPU", kRemedy);
    if (status != cudaSuccess) throw unavailable(index, cudaGetErrorString(status));
    if (index >= num_devices)
      throw unavailable(index, "there is no such GPU",
                        num_devices == 1 ? "0" : "0 to " + std::to_string(num_devices - 1),
                        "choose another");
    cudaError_t found = cudaSetDevice(index);
    if (found == cudaSuccess) found = gpu::find_code();
    cudaGetLastError();  // it is told here
    if (found == cudaErrorNoKernelImageForDevice)
      throw unavailable(index, "the GPU's compute capability is " + facts(index).capability,
                        "8.0 or later, one that cantus was built for");
    if (found != cudaSuccess) throw unavailable(index, cudaGetErrorString(found));
  }

  DeviceFacts facts(int index) const override {
    cudaDeviceProp properties{};
    CANTUS_CUDA(cudaGetDeviceProperties(&properties, index));
    int driver = 0;
    int runtime = 0;
    CANTUS_CUDA(cudaDriverGetVersion(&driver));
    CANTUS_CUDA(cudaRuntimeGetVersion(&runtime));
    const auto cudnn = cudnnGetVersion();
    DeviceFacts facts;
    facts.name = properties.name;
    facts.capability = std::to_string(properties.major) + "." + std::to_string(properties.minor);
    facts.versions = "driver for CUDA " + version_text(driver) + ", CUDA " + version_text(runtime) +
                     ", cuDNN " + std::to_string(cudnn / 10000) + "." +
                     std::to_string(cudnn % 10000 / 100) + "." + std::to_string(cudnn % 100);
    CANTUS_CUDA(cudaSetDevice(index));
    CANTUS_CUDA(cudaMemGetInfo(&facts.free_bytes, &facts.total_bytes));
    return facts;
  }

  std::unique_ptr<Stream> make_stream(int index) const override {
    return std::make_unique<CudaStream>(index);
  }

  const Kernels& kernels() const override { return module_kernels(); }
};

}  // namespace

DeviceModule::Kernels& module_kernels() {
  static DeviceModule::Kernels kernels;
  return kernels;
}

}  // namespace cantus

extern "C" __attribute__((visibility("default"))) const cantus::DeviceModule*
CANTUS_MODULE_ENTRY() {
  static const cantus::CudaModule module;
  return &module;
}
