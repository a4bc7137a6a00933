#include "data/checkpoint/checkpoint.h"

#include "kernels/core/error.h"

namespace cantus {

void NamedTensor::require_dtype(DType wanted) const {
  if (dtype == wanted) return;
  throw Error(Exit::kBadData, "", "tensor \"" + name + "\" holds " + to_string(dtype),
              to_string(wanted), "use a checkpoint of this version of cantus");
}

const NamedTensor* Checkpoint::find(const std::string& name) const {
  for (const NamedTensor& tensor : tensors) {
    if (tensor.name == name) return &tensor;
  }
  return nullptr;
}

std::string Checkpoint::fact(const std::string& key) const {
  const auto found = metadata.find(key);
  return found == metadata.end() ? "" : found->second;
}

}  // namespace cantus
