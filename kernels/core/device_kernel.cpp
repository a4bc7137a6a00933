#include "kernels/core/device_kernel.h"

#include "kernels/core/error.h"

namespace cantus {

DeviceModule::Kernel find_device_kernel(Queue& queue, const char* name,
                                        const std::type_info& signature) {
  const auto& kernels = device_module(queue.device().kind).kernels();
  const auto found = kernels.find({name, signature.name()});
  CANTUS_REQUIRE(
      found != kernels.end(),
      std::string(name) + " has no kernel of this signature on " + to_string(queue.device()));
  return found->second;
}

void refuse_cpu(const char* name) {
  throw Error(Exit::kUnavailable, name, "has no bfloat16 on the CPU", "a GPU",
              "compute in float32");
}

}  // namespace cantus
