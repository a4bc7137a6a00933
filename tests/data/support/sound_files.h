#pragma once

#include <filesystem>
#include <vector>

namespace cantus {

// `seconds` of a 440 Hz tone at half scale, all channels alike; channel c is scaled by gain[c].
std::vector<float> tone(int sample_rate, double seconds, const std::vector<float>& gains = {1.0f});

// Encodes interleaved samples by libsndfile; `format` is its SF_FORMAT_* code.
std::filesystem::path encode(const std::filesystem::path& path, int format, int sample_rate,
                             int channels, const std::vector<float>& samples);

}  // namespace cantus
