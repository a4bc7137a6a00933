#include "data/synth/mixdown.h"

#include <algorithm>
#include <cmath>

#include "data/synth/effects.h"
#include "data/synth/exact_math.h"

namespace cantus {
namespace {

constexpr double kPeak = .9;

// What a microphone, a room and a sound engineer do to a voice.
std::vector<float> treat_voice(std::vector<float> voice, Random& random) {
  equalize(voice, Filter::kHighPass, random.between(50, 160), 0, .7);
  equalize(voice, Filter::kPeak, random.between(200, 1200), 4 * random.normal(), .8);
  equalize(voice, Filter::kPeak, random.between(1800, 5000), 4 * random.normal(), .8);
  equalize(voice, Filter::kHighShelf, random.between(3000, 6000), random.between(-8, 5), .7);
  if (random.chance(.2)) equalize(voice, Filter::kLowPass, random.between(4500, 8000), 0, .7);
  if (random.chance(.6)) compress(voice, random.between(-30, -14), random.between(1.5, 4));
  const std::uint64_t room = random.bits();
  if (random.chance(.8))
    reverberate(voice, random.between(.2, 1.6), random.between(.02, .35), room);
  return voice;
}

void treat_music(std::vector<float>& music, Random& random) {
  equalize(music, Filter::kPeak, random.between(80, 400), 3 * random.normal(), .8);
  equalize(music, Filter::kPeak, random.between(800, 4000), 3 * random.normal(), .8);
  equalize(music, Filter::kHighShelf, random.between(2500, 6000), random.between(-10, 4), .7);
  const std::uint64_t room = random.bits();
  if (random.chance(.5))
    reverberate(music, random.between(.3, 1.8), random.between(.02, .25), room);
}

double rms(const std::vector<float>& samples) {
  return rms_over(samples, {{0, double(samples.size()) / kSynthRate}});
}

// Loudness while something is played: rests would make a sparse part too loud.
double rms_where_audible(const std::vector<float>& samples) {
  const double floor = .1 * rms(samples);
  constexpr std::size_t kBlock = 1024;
  std::vector<Span> audible;
  for (std::size_t start = 0; start < samples.size(); start += kBlock) {
    const Span span{double(start) / kSynthRate, double(start + kBlock) / kSynthRate};
    if (rms_over(samples, {span}) > floor) audible.push_back(span);
  }
  return rms_over(samples, audible);
}

void add_scaled(std::vector<float>& sum, const std::vector<float>& samples, double gain) {
  const std::size_t count = std::min(sum.size(), samples.size());
  for (std::size_t i = 0; i < count; ++i) sum[i] += static_cast<float>(gain * samples[i]);
}

void add_hiss(std::vector<float>& samples, double level, Random& random) {
  for (float& sample : samples)
    sample += static_cast<float>(level * 1.7320508 * random.between(-1, 1));
}

}  // namespace

Mixdown mix_song(Backing backing, const VoiceTrack& voice, double snr_db, std::uint64_t seed) {
  Random random(seed, 701);
  Mixdown out;
  out.vocals = treat_voice(voice.samples, random);
  treat_music(backing.rhythm, random);
  treat_music(backing.solo, random);
  scale_to_peak(backing.rhythm, .5);
  const double rhythm_level = rms_over(backing.rhythm, voice.sounding);
  const double reference = rhythm_level > 0 ? rhythm_level : rms(backing.rhythm);
  const double solo_level = rms_where_audible(backing.solo);
  out.accompaniment = std::move(backing.rhythm);
  const double wanted =
      (reference > 0 ? reference : .1) * exact::from_db(snr_db + random.between(-3, 3));
  if (solo_level > 0) add_scaled(out.accompaniment, backing.solo, wanted / solo_level);
  if (random.chance(.3))
    add_hiss(out.vocals,
             rms_over(out.vocals, voice.sounding) * exact::from_db(random.between(-60, -40)),
             random);
  const double music_level = rms_over(out.accompaniment, voice.sounding);
  const double voice_level = rms_over(out.vocals, voice.sounding);
  if (voice_level > 0 && music_level > 0) {
    const float gain = static_cast<float>(music_level / voice_level * exact::from_db(snr_db));
    for (float& sample : out.vocals) sample *= gain;
  }
  if (random.chance(.3)) {  // an old recording: both lose their treble alike
    const double limit_hz = random.between(4000, 9000);
    equalize(out.vocals, Filter::kLowPass, limit_hz, 0, .7);
    equalize(out.accompaniment, Filter::kLowPass, limit_hz, 0, .7);
  }
  float peak = 0;
  for (std::size_t i = 0; i < out.vocals.size(); ++i) {
    peak = std::max({peak, std::abs(out.vocals[i] + out.accompaniment[i]), std::abs(out.vocals[i]),
                     std::abs(out.accompaniment[i])});
  }
  const float gain =
      peak > 0 ? static_cast<float>(kPeak * exact::from_db(random.between(-12, 0)) / peak) : 1;
  out.mix.resize(out.vocals.size());
  for (std::size_t i = 0; i < out.mix.size(); ++i) {
    out.vocals[i] *= gain;
    out.accompaniment[i] *= gain;
    out.mix[i] = out.vocals[i] + out.accompaniment[i];
  }
  return out;
}

std::vector<float> mix_instrumental(Backing backing, std::uint64_t seed) {
  Random random(seed, 702);
  treat_music(backing.rhythm, random);
  treat_music(backing.solo, random);
  std::vector<float> out = std::move(backing.rhythm);
  scale_to_peak(out, .5);
  const double rhythm_level = rms_where_audible(out), solo_level = rms_where_audible(backing.solo);
  const double wanted =
      (rhythm_level > 0 ? rhythm_level : .1) * exact::from_db(random.between(-5, 8));
  if (solo_level > 0) add_scaled(out, backing.solo, wanted / solo_level);
  scale_to_peak(out, kPeak * exact::from_db(random.between(-12, 0)));
  return out;
}

}  // namespace cantus
