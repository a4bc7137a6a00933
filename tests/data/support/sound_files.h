#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cantus {

// `seconds` of a 440 Hz tone at half scale in all channels; channel c is scaled by gains[c].
std::vector<float> tone(int sample_rate, double seconds, const std::vector<float>& gains = {1.0f});

// Encodes interleaved samples with libsndfile; `format` is an SF_FORMAT_* code.
std::filesystem::path encode(const std::filesystem::path& path, int format, int sample_rate,
                             int channels, const std::vector<float>& samples);

// A box of an MP4 file, and the outline of a file: enough for everything before the decoder.
std::string mp4_box(const std::string& type, const std::string& body);
std::string mp4_outline();

}  // namespace cantus
