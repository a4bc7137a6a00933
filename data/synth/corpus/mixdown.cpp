#include "data/synth/corpus/mixdown.h"

#include <algorithm>

#include "data/synth/instruments/effects.h"
#include "data/synth/instruments/equalizer.h"
#include "data/synth/score/exact_math.h"

namespace cantus {
namespace {

constexpr double kPeak = .95;

// Applies what microphone, room and sound engineer do to a voice. Sung voices have less between 1
// and 3 kHz than spoken ones (long-term spectra of MIR-1K's voices).
std::vector<float> treat_voice(std::vector<float> voice, Random& random) {
  std::vector<Equalizer> equalizers{
      {Filter::kHighPass, random.between(50, 160), 0, .7},
      {Filter::kPeak, random.between(200, 600), 3 * random.normal(), .8},
      {Filter::kPeak, random.between(1000, 3200), -7 + 4 * random.normal(), .4},
      {Filter::kHighShelf, random.between(3000, 6000), random.between(-8, 5), .7}};
  if (random.chance(.2))
    equalizers.push_back({Filter::kLowPass, random.between(4500, 8000), 0, .7});
  equalize_in_turn(voice, equalizers);
  if (random.chance(.6)) compress(voice, {random.between(-30, -14), random.between(1.5, 4)});
  const std::uint64_t room = random.bits();
  if (random.chance(.65))
    reverberate(voice, {random.between(.2, 2), exact::from_db(random.between(-36, -9)), room});
  return voice;
}

// Records have more bass and treble than a General MIDI player's output, and are denser.
void treat_music(std::vector<float>& music, Random& random) {
  equalize_in_turn(music,
                   {{Filter::kPeak, random.between(50, 100), 7 + 4 * random.normal(), .6},
                    {Filter::kPeak, random.between(150, 500), 3 * random.normal(), .8},
                    {Filter::kPeak, random.between(400, 1500), 3 * random.normal(), .8},
                    {Filter::kPeak, random.between(1200, 4000), 4 * random.normal(), .8},
                    {Filter::kHighShelf, random.between(3000, 6000), random.between(-2, 14), .7}});
  const std::uint64_t players = random.bits();
  if (random.chance(.75)) thicken(music, {random.in(1, 4), random.between(3, 25), players});
  if (random.chance(.35)) waver(music, {random.between(3, 18), random.between(.3, 6)});
  const std::uint64_t fader = random.bits();
  if (random.chance(.5)) ride(music, {random.between(.5, 4), random.between(.2, 4), fader});
  if (random.chance(.15)) {
    sweep(music, {random.between(250, 700), random.between(1200, 3500), random.between(.1, 2.5),
                  random.between(.5, 4)});
  }
  const std::uint64_t room = random.bits();
  if (random.chance(.7))
    reverberate(music, {random.between(.3, 2.5), exact::from_db(random.between(-30, -3)), room});
  const std::uint64_t grain = random.bits();
  if (random.chance(.7)) smear(music, {random.between(-34, -10), random.between(40, 600), grain});
  scale_to_peak(music, .5);
  if (random.chance(.7)) compress(music, {random.between(-32, -18), random.between(1.5, 4)});
}

double rms(const std::vector<float>& samples) {
  return rms_over(samples, {{0, double(samples.size()) / kSynthRate}});
}

// RMS where something is played; with its rests a sparse part would be made too loud.
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

// Most records are limited and made as loud as the medium allows; some are quiet.
double draw_limiting(Random& random) { return exact::from_db(-random.between(0, 9)); }

double mastering_gain(Random& random) {
  const double place = random.uniform();
  return kPeak * exact::from_db(-12 * place * place * place);
}

void multiply(std::vector<float>& samples, const std::vector<float>& gains) {
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] *= gains[i];
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
  const double rhythm_level = rms_over(backing.rhythm, voice.sounding);
  const double reference = rhythm_level > 0 ? rhythm_level : rms(backing.rhythm);
  const double solo_level = rms_where_audible(backing.solo);
  out.accompaniment = std::move(backing.rhythm);
  const double wanted =
      (reference > 0 ? reference : .1) * exact::from_db(snr_db + random.between(-3, 3));
  if (solo_level > 0) add_scaled(out.accompaniment, backing.solo, wanted / solo_level);
  add_hiss(out.accompaniment, reference * exact::from_db(random.between(-66, -40)), random);
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
  if (random.chance(.2)) {  // an old recording: voice and music lose the same treble
    const double limit_hz = random.between(4000, 9000);
    equalize(out.vocals, {Filter::kLowPass, limit_hz, 0, .7});
    equalize(out.accompaniment, {Filter::kLowPass, limit_hz, 0, .7});
  }
  out.mix = out.vocals;
  add_scaled(out.mix, out.accompaniment, 1);
  const auto gains = limiter_gains(out.mix, peak_of(out.mix) * draw_limiting(random));
  for (auto* stem : {&out.vocals, &out.accompaniment, &out.mix}) multiply(*stem, gains);
  const double peak = std::max({peak_of(out.mix), peak_of(out.vocals), peak_of(out.accompaniment)});
  const float gain = peak > 0 ? static_cast<float>(mastering_gain(random) / peak) : 1;
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
  const double rhythm_level = rms_where_audible(out), solo_level = rms_where_audible(backing.solo);
  const double wanted =
      (rhythm_level > 0 ? rhythm_level : .1) * exact::from_db(random.between(-5, 8));
  if (solo_level > 0) add_scaled(out, backing.solo, wanted / solo_level);
  add_hiss(out, rms(out) * exact::from_db(random.between(-66, -40)), random);
  multiply(out, limiter_gains(out, peak_of(out) * draw_limiting(random)));
  scale_to_peak(out, mastering_gain(random));
  return out;
}

}  // namespace cantus
