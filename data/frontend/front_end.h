#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/core/enum_names.h"
#include "kernels/log_compress/log_compress.h"
#include "kernels/mel/filter_bank.h"
#include "kernels/stft/stft.h"

namespace cantus {

enum class MelKind { kNone, kSlaney, kIsmir2015 };

template <>
struct EnumNames<MelKind> {
  static constexpr std::array kNames{"none", "slaney", "ismir2015"};
};

// Every setting between samples and features: windowed magnitude spectrogram, bins kept, mel
// filters, logarithm. Standardization comes after it, with statistics that belong to a training
// set.
struct FrontEnd {
  std::string name;
  int sample_rate = 0;  // Hz
  StftOptions stft;
  MelKind mel = MelKind::kNone;
  std::int64_t num_mel_bands = 0;  // these three are unused without mel filters
  double mel_low_hz = 0;
  double mel_high_hz = 0;
  LogCompression compression;

  // Width of a feature frame: mel bands, or bins kept.
  std::int64_t num_bands() const { return mel == MelKind::kNone ? stft.num_bins : num_mel_bands; }
  double frames_per_second() const {
    return static_cast<double>(sample_rate) / static_cast<double>(stft.hop_samples);
  }
  // The middle of frame k, seconds from the start of the audio.
  double frame_centre_s(std::int64_t k) const {
    return (static_cast<double>(k * stft.hop_samples) +
            static_cast<double>(stft.window_samples) / 2) /
           sample_rate;
  }
};

// The presets:
//   hou2020        16 kHz, Hamming 640/320, 64 Slaney mel bands 0-8000 Hz, log(x + 1e-8)
//   ismir2015      22.05 kHz, Hann 1024/315, 80 mel bands 27.5-8000 Hz, log(max(x, 1e-7))
//   schlueter2016  22.05 kHz, Hann 1024/315, 372 bins up to 8 kHz, log1p(x)
// Throws Error(kUsage) on any other name.
const FrontEnd& front_end_preset(const std::string& name);

std::vector<std::string> front_end_preset_names();

// Every setting that determines the features' values, as text: equal texts mean equal features. The
// name is not part of it. Content keys are hashes of it.
std::string canonical_text(const FrontEnd& front_end);

// The mel filters. Requires a front end that has them.
FilterBank filter_bank_of(const FrontEnd& front_end);

// The feature value of digital silence, the same in every band; not standardized.
float silent_feature(const FrontEnd& front_end);

// frame_centre_s() of frames [0, num_frames).
std::vector<double> frame_centres_s(const FrontEnd& front_end, std::int64_t num_frames);
// When each frame's time begins. A frame stands for the hop around its centre; the first one also
// for all time before it.
std::vector<double> frame_starts_s(const FrontEnd& front_end, std::int64_t num_frames);

// Centre frequency of each band [Hz].
std::vector<double> band_centres_hz(const FrontEnd& front_end);

}  // namespace cantus
