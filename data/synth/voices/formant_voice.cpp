#include <algorithm>

#include "data/synth/instruments/effects.h"
#include "data/synth/score/exact_math.h"
#include "data/synth/voices/articulation.h"
#include "data/synth/voices/prosody.h"
#include "data/synth/voices/vocal_frames.h"
#include "data/synth/voices/voice.h"

namespace cantus {
namespace {

constexpr int kFormants = 7;
constexpr double kHigherFormants[] = {3400, 4400, 5500, 6700};  // F4 .. F7 of an adult man, Hz

class Tract {
 public:
  explicit Tract(const Singer& singer) : singer_(singer) {}

  // Draws the spectra of one frame.
  void draw(const Articulation& now, double f0_hz, double level_db, float* harmonic,
            float* noise) const {
    double frequency[kFormants], bandwidth[kFormants];
    for (int f = 0; f < kFormants; ++f) {
      double hz = (f < 3 ? now.formant_hz[f] : kHigherFormants[f - 3]) * singer_.tract_scale *
                  singer_.formant_scale[f];
      if (f == 0) hz = std::max(hz, 1.02 * f0_hz);  // sopranos open the jaw: F1 follows the pitch
      frequency[f] = hz;
      bandwidth[f] =
          (50 + .03 * hz + .00001 * hz * hz) * singer_.bandwidth_scale * (1 + 1.5 * now.nasal);
    }
    const double gain = exact::from_db(level_db), voiced = gain * now.voicing;
    const double effort = level_db * .25;  // loud singing is brighter
    const double corner_hz = 1000, slope = std::max(0., singer_.tilt_db - effort) * .33;
    const double breath = voiced * voiced * exact::from_db(2 * singer_.breathiness_db);
    const double aspirated = gain * gain * now.aspiration * now.aspiration;
    const double fricated =
        gain * gain * now.frication * now.frication * exact::from_db(2 * singer_.consonants_db);
    const double low_hz = f0_hz > 0 ? 1.2 * f0_hz : 150;
    for (int b = 0; b < kEnvelopeBins; ++b) {
      const double hz = b * kBinHz, hz2 = hz * hz;
      double tract = 1;
      for (int f = 0; f < kFormants; ++f) {
        const double f2 = frequency[f] * frequency[f], away = f2 - hz2;
        tract *= f2 * f2 / (away * away + hz2 * bandwidth[f] * bandwidth[f]);
      }
      const double nasal = std::min(1., now.nasal + .3 * singer_.nasality);
      if (nasal > .01) tract *= 1 - nasal * .9 * zero(hz, 900 * singer_.tract_scale);
      // -6 dB an octave after lip radiation
      const double source = 1 / (1 + hz2 / (low_hz * low_hz));
      const double tilt = 1 / (1 + slope * hz / corner_hz * (1 + hz / 4000));
      harmonic[b] = static_cast<float>(voiced * voiced * 60 * source * tilt * tract);
      const double away = (hz - now.noise_hz * std::min(1.25, .5 + .5 * singer_.tract_scale)) /
                          (.5 * now.noise_width_hz);
      const double band = 1 / (1 + away * away * (1 + away * away));
      const double airy = hz2 / (hz2 + 500 * 500);
      noise[b] = static_cast<float>(8 * (breath + aspirated) * std::min(tract, 60.) * airy +
                                    30 * fricated * band);
    }
  }

 private:
  static double zero(double hz, double at) {
    const double away = (hz - at) / 250;
    return 1 / (1 + away * away);
  }
  const Singer& singer_;
};

std::vector<Syllable> draw_syllables(const Phrase& phrase, bool clusters, Random& random) {
  std::vector<Syllable> syllables(num_syllables(phrase));
  for (Syllable& syllable : syllables) syllable = draw_syllable(clusters, random);
  return syllables;
}

// Adds an audible inhalation to the pause before a phrase; it does not count as singing.
void breathe(double from_s, double until_s, const Singer& singer, const Tract& tract,
             Random& random, VocalFrames& frames) {
  const double length_s = random.between(.15, .4), end_s = until_s - random.between(.03, .12);
  const bool audible = singer.breath_db > -60 && random.chance(.6);
  if (!audible || end_s - length_s < from_s) return;
  const int first = static_cast<int>((end_s - length_s) / kVoiceHopS),
            last = static_cast<int>(end_s / kVoiceHopS);
  for (int i = std::max(0, first); i < last; ++i) {
    const double into = double(i - first) / (last - first);
    Articulation now;
    now.aspiration = exact::from_db(singer.breath_db) * exact::sin_turns(into * .5);
    const std::size_t row = std::size_t(i) * kEnvelopeBins;
    tract.draw(now, 0, 0, &frames.harmonic[row], &frames.noise[row]);
  }
}

VoiceTrack perform(const std::vector<Phrase>& phrases, double duration_s, double shift,
                   const Singer& singer, std::uint64_t seed) {
  const int num_frames = voice_frames(duration_s),
            num_samples = static_cast<int>(duration_s * kSynthRate);
  Random text(seed, 401), nuance(seed, 402);
  VocalFrames frames(num_frames);
  Expression expression{std::vector<double>(num_frames), std::vector<double>(num_frames)};
  VoiceTrack track;
  const Tract tract(singer);
  double busy_until_s = 0;
  for (const Phrase& phrase : phrases) {
    const auto syllables = draw_syllables(phrase, singer.clusters, text);
    const auto times = time_syllables(phrase, shapes_of(syllables, text));
    const double start_s = std::max(busy_until_s, times.front().start_s());
    const double end_s = std::min(duration_s, times.back().end_s());
    if (end_s - start_s < .05) continue;
    express_phrase(phrase, start_s, end_s, shift, singer, nuance, expression);
    const int first = static_cast<int>(start_s / kVoiceHopS) + 1;
    const int last = std::min(num_frames, static_cast<int>(end_s / kVoiceHopS) + 1);
    const auto articulation = articulate_phrase(syllables, times, first, last);
    for (int i = first; i < last; ++i) {
      const std::size_t row = std::size_t(i) * kEnvelopeBins;
      frames.f0_hz[i] = expression.f0_hz[i];
      tract.draw(articulation[i - first], frames.f0_hz[i], expression.level_db[i],
                 &frames.harmonic[row], &frames.noise[row]);
    }
    breathe(busy_until_s, start_s, singer, tract, nuance, frames);
    track.sounding.push_back({start_s, end_s});
    busy_until_s = end_s + .03;
  }
  track.samples = render_voice(frames, num_samples, seed);
  scale_to_peak(track.samples, .5);
  track.f0_hz = std::move(frames.f0_hz);
  return track;
}

}  // namespace

VoiceTrack sing_builtin(const std::vector<Phrase>& phrases, double duration_s, const Singer& singer,
                        std::uint64_t seed) {
  return perform(phrases, duration_s, octave_shift(phrases, singer), singer, seed);
}

VoiceTrack speak_builtin(double duration_s, const Singer& speaker, std::uint64_t seed) {
  Random random(seed, 403);
  const Singer habits = speaking_habits(speaker);
  return perform(speech_phrases(duration_s, habits, random), duration_s, 0, habits, seed);
}

}  // namespace cantus
