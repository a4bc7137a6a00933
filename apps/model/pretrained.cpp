#include "apps/model/pretrained.h"

#include "apps/model/model_path.h"
#include "kernels/core/error.h"

namespace cantus {

std::filesystem::path named_or_pretrained(const std::filesystem::path& model) {
  if (!model.empty()) return model_path(model);
  std::error_code none;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", none).parent_path();
  const auto path = (here / "../share/cantus/voice.safetensors").lexically_normal();
  if (!std::filesystem::exists(path, none)) {
    throw Error(Exit::kUnavailable, path.string(), "the model of the program is not there", "",
                "install both together, or name a model with --model");
  }
  return path;
}

}  // namespace cantus
