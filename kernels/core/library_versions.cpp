#include "kernels/core/library_versions.h"

#include <dnnl.hpp>

namespace cantus {

std::vector<std::pair<std::string, std::string>> kernel_library_versions() {
  const dnnl_version_t* found = dnnl_version();
  return {{"oneDNN", std::to_string(found->major) + "." + std::to_string(found->minor) + "." +
                         std::to_string(found->patch)}};
}

}  // namespace cantus
