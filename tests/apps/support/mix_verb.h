#pragma once

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/audio/write_wav.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"

namespace cantus {

inline std::vector<float> tone(double frequency_hz, double seconds, float level) {
  std::vector<float> samples(static_cast<std::size_t>(16000 * seconds));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = level * static_cast<float>(
                             std::sin(6.2831853 * frequency_hz * static_cast<double>(i) / 16000));
  }
  return samples;
}

// Speech is a tone of 1 kHz and music one of 200 Hz, so that each can be measured in the mix.
class MixVerb : public ::testing::Test {
 protected:
  MixVerb() {
    for (const char* split : {"train", "test"}) {
      std::filesystem::create_directories(scratch_ / "speech" / split);
      std::filesystem::create_directories(scratch_ / "music" / split);
      write_wav(scratch_ / "speech" / split / "s.wav", {16000, tone(1000, 1.0, 0.05f)});
      scratch_.file(std::string("speech/") + split + "/s.lab", "0.0 1.0 speech\n");
      write_wav(scratch_ / "music" / split / "m.wav", {16000, tone(200, 6.0, 0.4f)});
    }
  }
  Arguments arguments(const Arguments& more) const {
    return Arguments{"mix",
                     "--speech",
                     (scratch_ / "speech").string(),
                     "--music",
                     (scratch_ / "music").string(),
                     "-o",
                     out_.string()} +
           more;
  }
  ProcessResult mix(const Arguments& more = {}) const { return run_cantus(arguments(more)); }

  Scratch scratch_;
  std::filesystem::path out_ = scratch_ / "out";
};

// The power at one frequency, over whole periods.
inline double power_at(const std::vector<float>& samples, std::size_t first, std::size_t count,
                       double frequency_hz) {
  double re = 0, im = 0;
  for (std::size_t i = first; i < first + count; ++i) {
    const double phase = 6.283185307 * frequency_hz * static_cast<double>(i) / 16000;
    re += samples[i] * std::cos(phase);
    im += samples[i] * std::sin(phase);
  }
  return (re * re + im * im) / (static_cast<double>(count) * static_cast<double>(count));
}

}  // namespace cantus
