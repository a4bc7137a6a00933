#pragma once

#include <cmath>
#include <string>

#include "data/audio/write_wav.h"
#include "tests/data/support/scratch.h"
#include "tests/support/noise.h"

namespace cantus {

inline void write_clip(const Scratch& scratch, const std::string& name, float voice) {
  constexpr int kRate = 22050;
  Audio audio{kRate, {}};
  for (std::uint32_t n = 0; n < 2 * kRate; ++n) {
    const double t = static_cast<double>(n) / kRate;
    const bool sings = t > 0.7 && t < 1.4;
    const auto tone = static_cast<float>(std::sin(2513 * t + 3 * std::sin(35 * t)));
    audio.samples.push_back(0.025f * testing::noise_at(9, n) + (sings ? 0.2f * voice * tone : 0));
  }
  write_wav(scratch / name, audio);
}

// Writes two clips of 2 s, sung.wav with a warbling tone in its middle and played.wav without;
// weak.tsv, which labels them clip by clip; and weak.toml, which trains on them with excerpts that
// are long enough for saliency maps.
inline void write_two_clips(const Scratch& scratch) {
  write_clip(scratch, "sung.wav", 1);
  write_clip(scratch, "played.wav", 0);
  scratch.file("weak.tsv", "sung.wav\t1\nplayed.wav\t0\n");
  scratch.file("weak.toml",
               "[experiment]\n"
               "epochs = 1\n"
               "batches_per_epoch = 2\n"
               "batch_size = 2\n"
               "[model]\n"
               "name = \"mel_cnn\"\n"
               "num_frames = 61\n"
               "[data]\n"
               "manifest = \"weak.tsv\"\n"
               "positive = \"sing\"\n");
}

}  // namespace cantus
