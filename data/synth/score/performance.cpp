#include "data/synth/score/performance.h"

#include <algorithm>
#include <cmath>

#include "data/synth/score/exact_math.h"

namespace cantus {
namespace {

constexpr double kLegatoGapS = .12;  // shorter rests are sung through

double sum(const std::vector<double>& values) {
  double total = 0;
  for (const double value : values) total += value;
  return total;
}

// Slow noise of unit variance: white noise through one pole.
class Wander {
 public:
  Wander(double rate_hz, Random& random)
      : keep_(exact::exp(-2 * exact::kPi * rate_hz * kVoiceHopS)), random_(random) {}
  double next() {
    value_ = keep_ * value_ + std::sqrt(1 - keep_ * keep_) * random_.normal();
    return value_;
  }

 private:
  double keep_, value_ = 0;
  Random& random_;
};

double ramp(double x) { return std::clamp(x, 0., 1.); }

}  // namespace

int num_syllables(const Phrase& phrase) {
  int count = 0;
  for (std::size_t k = 0; k < phrase.size(); ++k) count += k == 0 || !phrase[k].slurred;
  return count;
}

std::vector<TimedSyllable> time_syllables(const Phrase& phrase,
                                          const std::vector<SyllableShape>& shapes) {
  std::vector<Span> notes;  // slurred notes joined
  for (std::size_t k = 0; k < phrase.size(); ++k) {
    const double end_s = phrase[k].start_s + phrase[k].duration_s;
    if (k > 0 && phrase[k].slurred) {
      notes.back().end_s = end_s;
    } else {
      notes.push_back({phrase[k].start_s, end_s});
    }
  }
  std::vector<TimedSyllable> syllables(notes.size());
  for (std::size_t k = 0; k < notes.size(); ++k) {
    const bool last = k + 1 == notes.size();
    const bool legato = !last && notes[k + 1].start_s - notes[k].end_s < kLegatoGapS;
    const double next_s = last ? 0 : sum(shapes[k + 1].onset_s);
    const double end_s = legato ? notes[k + 1].start_s : notes[k].end_s;
    const double consonants_s = sum(shapes[k].coda_s) + (legato ? next_s : 0);
    const double room_s = end_s - notes[k].start_s;
    const double squeeze = consonants_s > .45 * room_s ? .45 * room_s / consonants_s : 1;
    double time_s = end_s - consonants_s * squeeze;
    syllables[k].nucleus = {notes[k].start_s, time_s};
    for (const double length_s : shapes[k].coda_s) {
      syllables[k].coda.push_back({time_s, time_s + length_s * squeeze});
      time_s += length_s * squeeze;
    }
    if (last) break;
    if (!legato) time_s = std::max(time_s, notes[k + 1].start_s - next_s);
    const double stretch = next_s > 0 ? std::min(1., (notes[k + 1].start_s - time_s) / next_s) : 1;
    for (const double length_s : shapes[k + 1].onset_s) {
      syllables[k + 1].onset.push_back({time_s, time_s + length_s * stretch});
      time_s += length_s * stretch;
    }
  }
  double time_s = notes[0].start_s - sum(shapes[0].onset_s);
  for (const double length_s : shapes[0].onset_s) {
    syllables[0].onset.push_back({time_s, time_s + length_s});
    time_s += length_s;
  }
  return syllables;
}

double octave_shift(const std::vector<Phrase>& phrases, const Singer& singer) {
  double total = 0, count = 0;
  for (const Phrase& phrase : phrases) {
    for (const SungNote& note : phrase) total += note.pitch, ++count;
  }
  if (count == 0) return 0;
  return 12 * std::floor((singer.low_note + 8 - total / count) / 12 + .5);
}

void express_phrase(const Phrase& phrase, double start_s, double end_s, double shift,
                    const Singer& singer, Random& random, Expression& expression) {
  const int num_frames = static_cast<int>(expression.f0_hz.size());
  const int first = std::clamp(static_cast<int>(start_s / kVoiceHopS), 0, num_frames);
  const int last = std::clamp(static_cast<int>(end_s / kVoiceHopS) + 1, first, num_frames);
  Wander drift(1.5, random), jitter(25, random), loudness(.7, random), shimmer(6, random);
  std::vector<double> bias(phrase.size()), depth(phrase.size());
  for (std::size_t k = 0; k < phrase.size(); ++k) {
    bias[k] = singer.mistune_cents * .01 * random.normal();
    depth[k] = random.chance(singer.vibrato_chance)
                   ? singer.vibrato_cents * .01 * random.between(.6, 1.2)
                   : 0;
  }
  const double fall = random.chance(.6) ? singer.fall_semitones * random.uniform() : 0;
  double pitch = phrase[0].pitch + bias[0] - singer.scoop_semitones * random.uniform(),
         velocity = 0, turns = 0;
  std::size_t note = 0;
  for (int frame = first; frame < last; ++frame) {
    const double time_s = frame * kVoiceHopS;
    while (note + 1 < phrase.size() && time_s + singer.anticipation_s >= phrase[note + 1].start_s)
      ++note;
    const SungNote& now = phrase[note];
    const double into_s = time_s - now.start_s, left_s = end_s - time_s;
    const double target = now.pitch + bias[note] - fall * ramp(1 - left_s / .15);
    const double w = singer.glide_rate;
    const double slow = drift.next(), fast = jitter.next(), loud = loudness.next(),
                 shake = shimmer.next();
    velocity += kVoiceHopS * (w * w * (target - pitch) - 2 * singer.glide_damping * w * velocity);
    pitch += kVoiceHopS * velocity;
    turns += kVoiceHopS * singer.vibrato_hz * (1 + .08 * slow);
    const double swell = now.duration_s > .35 ? ramp((into_s - singer.vibrato_delay_s) / .25) : 0;
    const double sounding = pitch + shift + depth[note] * swell * exact::sin_turns(turns) +
                            .01 * (singer.drift_cents * slow + singer.jitter_cents * fast);
    expression.f0_hz[frame] = exact::midi_to_hz(sounding);
    const double attack = ramp((time_s - start_s) / singer.attack_s),
                 release = ramp(left_s / singer.release_s);
    const double wave = swell * depth[note] * 2 * exact::sin_turns(turns + .2);
    expression.level_db[frame] =
        singer.dynamics_db * loud + .8 * shake + .25 * (pitch + shift - singer.low_note - 8) +
        1.5 * ramp(into_s / .15) - 3 * ramp((into_s - now.duration_s + .1) / .1) + wave -
        24 * (1 - attack) * (1 - attack) - 36 * (1 - release) * (1 - release);
  }
}

}  // namespace cantus
