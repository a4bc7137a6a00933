#include "data/synth/voices/tts_voice.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "data/synth/instruments/effects.h"
#include "data/synth/score/exact_math.h"
#include "data/synth/voices/vocal_frames.h"

namespace cantus {
namespace {

// Copies spectra from a speaker to a singer: moves formants, tilts, adds breath.
class Disguise {
 public:
  Disguise(const Singer& singer, double source_scale) {
    constexpr double knots[] = {500, 1500, 2500, 3500, 4500, 5500, 6700};
    const double scale = std::clamp(singer.tract_scale / source_scale, .84, 1.3);
    for (int b = 0; b < kEnvelopeBins; ++b) {
      const double hz = b * kBinHz;
      int k = 0;
      while (k < 5 && hz > knots[k + 1]) ++k;
      const double part = std::clamp((hz - knots[k]) / (knots[k + 1] - knots[k]), 0., 1.);
      const double individual =
          singer.formant_scale[k] * (1 - part) + singer.formant_scale[k + 1] * part;
      from_[b] = std::min(b / (scale * individual), kEnvelopeBins - 1.001);
      const double octaves = std::log2(std::max(hz, 300.) / 1000);
      tilt_[b] = exact::from_db(-2 * (singer.tilt_db - 4) * .6 * octaves);
      const double rising = std::min(1., hz / 7000);
      breath_[b] = std::min(1., exact::from_db(2 * (singer.breathiness_db + 14 * rising)));
      consonant_[b] = exact::from_db(2 * singer.consonants_db * std::min(1., hz / 3000));
    }
  }

  // voiced: 0 .. 1, share of the voice in the frame.
  void draw(const VoiceAnalysis& source, double frame, double voiced, double gain_db,
            float* harmonic, float* noise) const {
    const double place = std::clamp(frame, 0., source.num_frames() - 1.001);
    const int low = static_cast<int>(place);
    const double part = place - low, gain = exact::from_db(2 * gain_db);
    const float* before = &source.envelope[std::size_t(low) * kEnvelopeBins];
    const float* after = before + kEnvelopeBins;
    for (int b = 0; b < kEnvelopeBins; ++b) {
      const int bin = static_cast<int>(from_[b]);
      const double fine = from_[b] - bin;
      const double early = before[bin] * (1 - fine) + before[bin + 1] * fine;
      const double late = after[bin] * (1 - fine) + after[bin + 1] * fine;
      const double power = gain * (early * (1 - part) + late * part);
      const double sung = power * tilt_[b] * voiced * voiced;
      harmonic[b] = static_cast<float>(sung * (1 - breath_[b]));
      noise[b] = static_cast<float>(sung * breath_[b] +
                                    power * consonant_[b] * (1 - voiced) * (1 - voiced));
    }
  }

 private:
  std::array<double, kEnvelopeBins> from_, tilt_, breath_, consonant_;
};

// Whether each source frame is voiced, softened over 25 ms.
std::vector<double> soft_voicing(const VoiceAnalysis& analysis) {
  const int count = analysis.num_frames();
  std::vector<double> soft(count);
  for (int i = 0; i < count; ++i) {
    double sum = 0;
    for (int k = -2; k <= 2; ++k)
      sum += analysis.f0_hz[std::clamp(i + k, 0, count - 1)] > 0 ? 1 : 0;
    soft[i] = sum / 5;
  }
  return soft;
}

struct Stretch {
  Span target, source;
  bool nucleus;
};

std::vector<Stretch> map_phones(const std::vector<TimedSyllable>& times,
                                const std::vector<const SourceSyllable*>& syllables) {
  std::vector<Stretch> map;
  for (std::size_t s = 0; s < times.size(); ++s) {
    for (std::size_t k = 0; k < times[s].onset.size(); ++k)
      map.push_back({times[s].onset[k], syllables[s]->onset[k], false});
    map.push_back({times[s].nucleus, syllables[s]->nucleus, true});
    for (std::size_t k = 0; k < times[s].coda.size(); ++k)
      map.push_back({times[s].coda[k], syllables[s]->coda[k], false});
  }
  return map;
}

// Time in the source for a time in the target: both edges at natural speed, the middle stretched.
double source_time(const Stretch& stretch, double time_s) {
  const double target_s = stretch.target.end_s - stretch.target.start_s,
               source_s = stretch.source.end_s - stretch.source.start_s;
  const double into_s = std::clamp(time_s - stretch.target.start_s, 0., target_s);
  if (target_s <= source_s || target_s <= 0)
    return stretch.source.start_s + into_s * (target_s > 0 ? source_s / target_s : 0);
  const double edge_s = .35 * source_s;
  if (into_s < edge_s) return stretch.source.start_s + into_s;
  if (into_s > target_s - edge_s) return stretch.source.end_s - (target_s - into_s);
  return stretch.source.start_s + edge_s +
         (into_s - edge_s) * (source_s - 2 * edge_s) / (target_s - 2 * edge_s);
}

SyllableShape shape_of(const SourceSyllable& syllable) {
  constexpr double kLongestConsonantS = .14;
  SyllableShape shape;
  for (const Span& span : syllable.onset)
    shape.onset_s.push_back(std::min(kLongestConsonantS, span.end_s - span.start_s));
  for (const Span& span : syllable.coda)
    shape.coda_s.push_back(std::min(kLongestConsonantS, span.end_s - span.start_s));
  return shape;
}

// Loudness that brings the nucleus of a syllable to the common level: spoken stress is not sung.
double leveling_db(const VoiceAnalysis& analysis, const Span& nucleus) {
  double loudest = -60;
  const int last =
      std::min(analysis.num_frames() - 1, static_cast<int>(nucleus.end_s / kVoiceHopS));
  for (int i = std::max(0, static_cast<int>(nucleus.start_s / kVoiceHopS)); i <= last; ++i) {
    loudest = std::max(loudest, analysis.level_db[i]);
  }
  return std::clamp(-.8 * loudest, -40., 40.);
}

}  // namespace

VoiceTrack sing_with_source(const std::vector<Phrase>& phrases, double duration_s,
                            const Singer& singer, const VoiceSource& source, std::uint64_t seed) {
  const int num_frames = voice_frames(duration_s);
  Random nuance(seed, 1101);
  VocalFrames frames(num_frames);
  Expression expression{std::vector<double>(num_frames), std::vector<double>(num_frames)};
  VoiceTrack track;
  const Disguise disguise(singer, source.tract_scale);
  const std::vector<double> voicing = soft_voicing(source.analysis);
  const double shift = octave_shift(phrases, singer);
  double busy_until_s = 0;
  std::size_t next = 0;
  for (const Phrase& phrase : phrases) {
    std::vector<const SourceSyllable*> syllables(num_syllables(phrase));
    std::vector<SyllableShape> shapes;
    for (auto& syllable : syllables) {
      syllable = &source.syllables[next++ % source.syllables.size()];
      shapes.push_back(shape_of(*syllable));
    }
    const auto times = time_syllables(phrase, shapes);
    const auto map = map_phones(times, syllables);
    const double start_s = std::max(busy_until_s, times.front().start_s());
    const double end_s = std::min(duration_s, times.back().end_s());
    if (end_s - start_s < .05) continue;
    express_phrase(phrase, start_s, end_s, shift, singer, nuance, expression);
    const int first = static_cast<int>(start_s / kVoiceHopS) + 1;
    const int last = std::min(num_frames, static_cast<int>(end_s / kVoiceHopS) + 1);
    std::size_t k = 0, syllable = 0;
    double leveling = leveling_db(source.analysis, syllables[0]->nucleus);
    for (int i = first; i < last; ++i) {
      const double time_s = i * kVoiceHopS;
      while (k + 1 < map.size() && time_s >= map[k].target.end_s) ++k;
      while (syllable + 1 < times.size() && time_s >= times[syllable].end_s()) ++syllable;
      leveling += .15 * (leveling_db(source.analysis, syllables[syllable]->nucleus) - leveling);
      const double frame = source_time(map[k], time_s) / kVoiceHopS;
      const double spoken =
          voicing[std::clamp(static_cast<int>(frame), 0, source.analysis.num_frames() - 1)];
      const std::size_t row = std::size_t(i) * kEnvelopeBins;
      frames.f0_hz[i] = expression.f0_hz[i];
      disguise.draw(source.analysis, frame, map[k].nucleus ? std::max(.9, spoken) : spoken,
                    expression.level_db[i] + leveling, &frames.harmonic[row], &frames.noise[row]);
    }
    track.sounding.push_back({start_s, end_s});
    busy_until_s = end_s + .03;
  }
  track.samples = render_voice(frames, static_cast<int>(duration_s * kSynthRate), seed);
  scale_to_peak(track.samples, .5);
  track.f0_hz = std::move(frames.f0_hz);
  return track;
}

VoiceTrack speak_with_source(const Utterance& utterance, const Singer& speaker,
                             const VoiceSource& source, std::uint64_t seed) {
  const VoiceAnalysis& analysis = source.analysis;
  const int num_frames = analysis.num_frames();
  const Disguise disguise(speaker, source.tract_scale);
  const std::vector<double> voicing = soft_voicing(analysis);
  double sum = 0, count = 0;
  for (const double f0 : analysis.f0_hz) {
    if (f0 > 0) sum += std::log2(f0), ++count;
  }
  const double wanted_hz = exact::midi_to_hz(speaker.low_note + 3);
  const double ratio = count > 0 ? wanted_hz / std::exp2(sum / count) : 1;
  VocalFrames frames(num_frames);
  double f0_hz = wanted_hz;
  for (int i = 0; i < num_frames; ++i) {
    if (analysis.f0_hz[i] > 0) f0_hz = analysis.f0_hz[i] * ratio;
    frames.f0_hz[i] = f0_hz;
    const std::size_t row = std::size_t(i) * kEnvelopeBins;
    disguise.draw(analysis, i, voicing[i], 0, &frames.harmonic[row], &frames.noise[row]);
  }
  VoiceTrack track;
  track.samples = render_voice(frames, static_cast<int>(utterance.audio.samples.size()), seed);
  scale_to_peak(track.samples, .5);
  track.sounding = spoken_spans(utterance);
  track.f0_hz = std::move(frames.f0_hz);
  return track;
}

}  // namespace cantus
