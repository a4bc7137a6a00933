#include "engine/op.h"

#include <stdexcept>

#include "kernels/core/error.h"

namespace cantus {

std::size_t element_bytes(ElementType type) {
  switch (type) {
    case ElementType::kUint8:
      return 1;
    case ElementType::kBfloat16:
      return 2;
    case ElementType::kFloat32:
      return 4;
  }
  CANTUS_REQUIRE(false, "unknown element type");
}

void Op::differentiate(GradientContext&) const {
  throw Error(Exit::kSoftware, name(), "has no gradient");
}

void require_fit(bool condition, const std::string& misfit) {
  if (!condition) throw std::invalid_argument(misfit);
}

}  // namespace cantus
