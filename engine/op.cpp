#include "engine/op.h"

#include "kernels/core/error.h"

namespace cantus {

std::size_t element_bytes(ElementType type) { return type == ElementType::kFloat32 ? 4 : 1; }

void Op::differentiate(GradientContext&) const {
  throw Error(Exit::kSoftware, name(), "has no gradient");
}

}  // namespace cantus
