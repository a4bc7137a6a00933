#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace cantus {

// Checks a network's outputs for `num_frames` frames from `first` on, equally many numbers each:
// weights of a training that diverged, finite though they are, give NaN, and a comparison with NaN
// decides without a word. Errors: kBadData, naming `model` and the frame, `expected` what was.
void require_finite_outputs(const std::string& model, std::span<const float> values,
                            std::int64_t num_frames, std::int64_t first, const char* expected);

}  // namespace cantus
