#pragma once

#include <cstdint>
#include <vector>

#include "kernels/core/enum_names.h"

namespace cantus {

enum class WindowKind { kHann, kHamming };

template <>
struct EnumNames<WindowKind> {
  static constexpr std::array kNames{"hann", "hamming"};
};

// The symmetric window of n points (numpy.hanning, numpy.hamming): both ends are equal. Libraries
// that default to the periodic window differ from it.
std::vector<double> symmetric_window(WindowKind kind, std::int64_t n);

}  // namespace cantus
