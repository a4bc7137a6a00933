#pragma once

#include "kernels/core/enum_names.h"

namespace cantus {

// The parts of a corpus: learned from, chosen by, reported on.
enum class Split { kTrain, kValid, kTest };

template <>
struct EnumNames<Split> {
  static constexpr std::array kNames{"train", "valid", "test"};
};

}  // namespace cantus
