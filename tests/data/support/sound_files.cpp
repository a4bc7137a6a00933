#include "tests/data/support/sound_files.h"

#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>
#include <numbers>

namespace cantus {

std::vector<float> tone(int sample_rate, double seconds, const std::vector<float>& gains) {
  std::vector<float> samples;
  const auto num_frames = static_cast<int>(std::lround(seconds * sample_rate));
  for (int i = 0; i < num_frames; ++i) {
    const double value = 0.5 * std::sin(2 * std::numbers::pi * 440.0 * i / sample_rate);
    for (const float gain : gains) samples.push_back(gain * static_cast<float>(value));
  }
  return samples;
}

std::filesystem::path encode(const std::filesystem::path& path, int format, int sample_rate,
                             int channels, const std::vector<float>& samples) {
  SF_INFO info{};
  info.samplerate = sample_rate;
  info.channels = channels;
  info.format = format;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  EXPECT_NE(file, nullptr) << sf_strerror(nullptr);
  const auto count = static_cast<sf_count_t>(samples.size());
  EXPECT_EQ(sf_write_float(file, samples.data(), count), count);
  sf_close(file);
  return path;
}

std::string mp4_box(const std::string& type, const std::string& body) {
  const auto size = static_cast<unsigned>(8 + body.size());
  std::string head;
  for (int shift = 24; shift >= 0; shift -= 8) head += static_cast<char>(size >> shift);
  return head + type + body;
}

std::string mp4_outline() {
  return mp4_box("ftyp", "M4A 0000isom") + mp4_box("moov", "index") +
         mp4_box("mdat", std::string(1000, 'x'));
}

}  // namespace cantus
