#pragma once

#include <span>

namespace cantus {

// Whether a frame is as one of digital silence, both standardized [num_bands].
bool is_digital_silence(std::span<const float> frame, std::span<const float> silence);

// No voice is in frames of digital silence, whatever a network makes of an input that no recording
// it learned from has: what it says of them becomes 0.
//   features [num_frames, num_bands], standardized; silence [num_bands], a frame of digital
//   silence, standardized; said [num_frames, any]
void quiet_digital_silence(std::span<const float> features, std::span<const float> silence,
                           std::span<float> said);

}  // namespace cantus
