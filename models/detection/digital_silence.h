#pragma once

#include <span>

namespace cantus {

// Whether a frame equals digital silence up to a tolerance; both standardized, [num_bands].
bool is_digital_silence(std::span<const float> frame, std::span<const float> silence);

// Sets a network's outputs to 0 in frames of digital silence: no voice is in them, whatever a
// network makes of an input that no recording it learned from has.
//   features [num_frames, num_bands], standardized; silence [num_bands], a frame of digital
//   silence, standardized; said [num_frames, any]
void quiet_digital_silence(std::span<const float> features, std::span<const float> silence,
                           std::span<float> said);

}  // namespace cantus
