#include "data/audio/mix.h"

#include <algorithm>
#include <cmath>

#include "kernels/core/error.h"

namespace cantus {
namespace {

// The largest value of 16-bit files.
constexpr double kFullScale = 32767.0 / 32768.0;

double rms(const std::vector<float>& samples, const std::vector<Segment>& parts, int sample_rate) {
  double energy = 0.0;
  std::size_t count = 0;
  for (const Segment& part : parts) {
    const auto index = [&](double time_s) {
      const auto at = std::lround(time_s * sample_rate);
      return std::min(static_cast<std::size_t>(std::max(0L, at)), samples.size());
    };
    const std::size_t end = index(part.end_s);
    for (std::size_t i = index(part.start_s); i < end; ++i, ++count) {
      energy += static_cast<double>(samples[i]) * samples[i];
    }
  }
  return count > 0 ? std::sqrt(energy / static_cast<double>(count)) : 0.0;
}

}  // namespace

Mix mix_at_snr(const Audio& voice, const Audio& music, const std::vector<Segment>& active,
               double snr_db, VoiceLevel level, const std::string& where) {
  CANTUS_REQUIRE(voice.sample_rate == music.sample_rate, "voice and music have one rate");
  CANTUS_REQUIRE(voice.samples.size() == music.samples.size(), "voice and music have one length");
  const std::vector<Segment> whole{{0.0, voice.duration_s(), ""}};
  const double voice_rms =
      rms(voice.samples, level == VoiceLevel::kActive ? active : whole, voice.sample_rate);
  const double music_rms = rms(music.samples, whole, music.sample_rate);
  if (voice_rms == 0.0 || music_rms == 0.0) {
    throw Error(Exit::kBadData, where,
                voice_rms == 0.0 ? "the voice is silent" : "the music is silent",
                "sound on both sides of the mix", "choose another stretch");
  }
  Mix mix;
  mix.music_gain = voice_rms / music_rms * std::pow(10.0, -snr_db / 20.0);
  const auto sum_at = [&](std::size_t i) {
    return mix.voice_gain * voice.samples[i] + mix.music_gain * music.samples[i];
  };
  double peak = 0.0;
  for (std::size_t i = 0; i < voice.samples.size(); ++i) peak = std::max(peak, std::abs(sum_at(i)));
  if (peak > kFullScale) {
    mix.voice_gain *= kFullScale / peak;
    mix.music_gain *= kFullScale / peak;
  }
  mix.audio.sample_rate = voice.sample_rate;
  mix.audio.samples.resize(voice.samples.size());
  for (std::size_t i = 0; i < voice.samples.size(); ++i) {
    mix.audio.samples[i] = static_cast<float>(sum_at(i));
  }
  return mix;
}

}  // namespace cantus
