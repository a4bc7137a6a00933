#include "apps/model/pretrained.h"

#include "kernels/core/error.h"

namespace cantus {

std::filesystem::path pretrained_model() {
  std::error_code none;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", none).parent_path();
  const auto path = (here / "../share/cantus/voice.safetensors").lexically_normal();
  if (!std::filesystem::exists(path, none)) {
    throw Error(Exit::kUnavailable, path.string(), "the model of the program is not there", "",
                "install both together, or name a model with --model");
  }
  return path;
}

std::filesystem::path named_or_pretrained(const std::filesystem::path& model) {
  return model.empty() ? pretrained_model() : model;
}

}  // namespace cantus
