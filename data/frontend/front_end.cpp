#include "data/frontend/front_end.h"

#include <array>
#include <charconv>
#include <cmath>

#include "kernels/core/error.h"

namespace cantus {
namespace {

const std::array<FrontEnd, 3>& presets() {
  static const std::array<FrontEnd, 3> all{{
      {.name = "hou2020",
       .sample_rate = 16000,
       .stft = {WindowKind::kHamming, 640, 320, 321},
       .mel = MelKind::kSlaney,
       .num_mel_bands = 64,
       .mel_low_hz = 0,
       .mel_high_hz = 8000,
       .compression = {LogKind::kLogOfSum, 1e-8}},
      {.name = "ismir2015",
       .sample_rate = 22050,
       .stft = {WindowKind::kHann, 1024, 315, 372},
       .mel = MelKind::kIsmir2015,
       .num_mel_bands = 80,
       .mel_low_hz = 27.5,
       .mel_high_hz = 8000,
       .compression = {LogKind::kLogOfMax, 1e-7}},
      {.name = "schlueter2016",
       .sample_rate = 22050,
       .stft = {WindowKind::kHann, 1024, 315, 372},
       .compression = {LogKind::kLog1p, 0}},
  }};
  return all;
}

// The shortest decimal text that reads back as the same number.
std::string number(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

}  // namespace

const FrontEnd& front_end_preset(const std::string& name) {
  for (const auto& preset : presets()) {
    if (preset.name == name) return preset;
  }
  throw Error(Exit::kUsage, "front end", "unknown preset '" + name + "'",
              "one of " + join(front_end_preset_names()));
}

std::vector<std::string> front_end_preset_names() {
  std::vector<std::string> names;
  for (const auto& preset : presets()) names.push_back(preset.name);
  return names;
}

std::string canonical_text(const FrontEnd& front_end) {
  const StftOptions& stft = front_end.stft;
  std::string text = "sample_rate=" + std::to_string(front_end.sample_rate) +
                     "\nwindow=" + to_string(stft.window) +
                     "\nwindow_samples=" + std::to_string(stft.window_samples) +
                     "\nhop_samples=" + std::to_string(stft.hop_samples) +
                     "\nnum_bins=" + std::to_string(stft.num_bins) +
                     "\nscale=" + number(stft.scale) + "\nmel=" + to_string(front_end.mel) + "\n";
  if (front_end.mel != MelKind::kNone) {
    text += "num_mel_bands=" + std::to_string(front_end.num_mel_bands) +
            "\nmel_low_hz=" + number(front_end.mel_low_hz) +
            "\nmel_high_hz=" + number(front_end.mel_high_hz) + "\n";
  }
  text += "compression=" + to_string(front_end.compression.kind) + "\n";
  if (front_end.compression.has_eps()) text += "eps=" + number(front_end.compression.eps) + "\n";
  return text;
}

FilterBank filter_bank_of(const FrontEnd& front_end) {
  CANTUS_REQUIRE(front_end.mel != MelKind::kNone, "a front end without mel filters");
  const MelOptions options{.sample_rate = static_cast<double>(front_end.sample_rate),
                           .fft_points = front_end.stft.window_samples,
                           .num_bins = front_end.stft.num_bins,
                           .num_bands = front_end.num_mel_bands,
                           .low_hz = front_end.mel_low_hz,
                           .high_hz = front_end.mel_high_hz};
  return front_end.mel == MelKind::kSlaney ? slaney_filter_bank(options)
                                           : ismir2015_filter_bank(options);
}

float silent_feature(const FrontEnd& front_end) {
  const LogCompression& compression = front_end.compression;
  return compression.has_eps() ? static_cast<float>(std::log(compression.eps)) : 0.0f;
}

std::vector<double> frame_centres_s(const FrontEnd& front_end, std::int64_t num_frames) {
  std::vector<double> centres;
  for (std::int64_t k = 0; k < num_frames; ++k) centres.push_back(front_end.frame_centre_s(k));
  return centres;
}

std::vector<double> frame_starts_s(const FrontEnd& front_end, std::int64_t num_frames) {
  std::vector<double> starts = frame_centres_s(front_end, num_frames);
  for (double& start : starts) start -= 0.5 / front_end.frames_per_second();
  if (!starts.empty()) starts[0] = 0;
  return starts;
}

std::vector<double> band_centres_hz(const FrontEnd& front_end) {
  if (front_end.mel != MelKind::kNone) return filter_bank_of(front_end).centre_hz;
  std::vector<double> centres;
  for (std::int64_t k = 0; k < front_end.stft.num_bins; ++k)
    centres.push_back(static_cast<double>(k) * front_end.sample_rate /
                      static_cast<double>(front_end.stft.window_samples));
  return centres;
}

}  // namespace cantus
