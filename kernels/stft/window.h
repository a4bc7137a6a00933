#pragma once

#include <cstdint>
#include <vector>

namespace cantus {

enum class WindowKind { kHann, kHamming };

// "hann", "hamming".
const char* to_string(WindowKind kind);

// The symmetric window of n points (numpy.hanning, numpy.hamming): both ends are equal. Libraries
// that default to the periodic window differ from it.
std::vector<double> symmetric_window(WindowKind kind, std::int64_t n);

}  // namespace cantus
