#include "data/synth/instruments/instruments.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "data/synth/instruments/drum_kit.h"
#include "data/synth/instruments/oscillator_bank.h"
#include "data/synth/score/exact_math.h"
#include "data/synth/score/performance.h"

namespace cantus {
namespace {

constexpr int kMaxPartials = 40;

// A family of instruments, with one part's own deviations.
struct Timbre {
  bool plucked = false, distorted = false;
  std::array<double, kMaxPartials + 1> partial{};  // amplitudes of the harmonics
  double attack_s = .005, release_s = .08;
  double decay_s = 0;      // time to fall by 1/e; 0 sustains
  double damping = 0;      // extra decay of harmonic k, per second and harmonic
  double brightening = 0;  // harmonic k grows with the attack raised to 1 + brightening k
  double vibrato_cents = 0, vibrato_hz = 5.5;
  double detune_cents = 0;        // a second player this much apart; 0 for a soloist
  double pick = .3, loss = .996;  // of a plucked string
};

void slope(Timbre& timbre, double exponent, bool odd_only, double even_share, Random& random) {
  for (int k = 1; k <= kMaxPartials; ++k) {
    const double even = k % 2 == 0 && odd_only ? even_share : 1;
    timbre.partial[k] = even * exact::exp2(-exponent * exact::log2(k)) * random.between(.6, 1.4);
  }
}

// A synthetic "ah": steady formants over harmonics, approximated independently of the register.
void choir(Timbre& timbre, Random& random) {
  for (int k = 1; k <= kMaxPartials; ++k) {
    const double hz = 260. * k, a = (hz - 700) / 200, b = (hz - 1150) / 220, c = (hz - 2700) / 400;
    timbre.partial[k] = (.1 + 1 / (1 + a * a) + .6 / (1 + b * b) + .2 / (1 + c * c)) /
                        std::sqrt(k) * random.between(.7, 1.2);
  }
}

Timbre timbre_of(int program, Random& random) {
  Timbre timbre;
  if (program < 16) {  // keyboards and bells
    slope(timbre, random.between(.9, 1.8), program >= 8, .2, random);
    timbre.decay_s = random.between(.4, 1.4);
    timbre.damping = random.between(.2, 1);
    timbre.attack_s = .003;
  } else if (program < 24) {  // organs, accordion, harmonica
    const bool odd_only = random.chance(.5);
    slope(timbre, random.between(.4, 1.2), odd_only, .4, random);
    timbre.attack_s = .015, timbre.release_s = .04, timbre.detune_cents = random.between(0, 12);
  } else if (program < 40 || program == 46 || program == 105) {
    timbre.plucked = true;
    timbre.distorted = program == 29 || program == 30;
    timbre.pick = random.between(.2, .9), timbre.loss = random.between(.99, .998);
    if (program >= 32 && program < 40) timbre.pick *= .3, timbre.loss = .999;
  } else if (program < 52 || program == 110) {  // bowed
    slope(timbre, random.between(.8, 1.3), false, 1, random);
    timbre.attack_s = random.between(.04, .18), timbre.release_s = random.between(.08, .25);
    timbre.detune_cents = program >= 48 && program < 52 ? random.between(8, 18) : 0;
    timbre.vibrato_cents = random.between(8, 30), timbre.vibrato_hz = random.between(5, 6.5);
  } else if (program < 56 || program == 91) {
    choir(timbre, random);
    timbre.attack_s = random.between(.05, .15), timbre.release_s = .2,
    timbre.detune_cents = random.between(6, 15);
    timbre.vibrato_cents = random.between(5, 25);
  } else if (program < 64) {  // brass
    slope(timbre, random.between(.5, .9), false, 1, random);
    timbre.attack_s = random.between(.03, .07), timbre.brightening = .15;
  } else if (program < 72) {  // reeds
    slope(timbre, random.between(.6, 1.1), program >= 71, .25, random);
    timbre.attack_s = random.between(.02, .05), timbre.vibrato_cents = random.between(0, 20);
  } else if (program < 80) {  // flutes
    slope(timbre, random.between(1.6, 2.6), false, 1, random);
    timbre.attack_s = random.between(.03, .08), timbre.vibrato_cents = random.between(0, 20);
  } else {  // synthesizers
    slope(timbre, random.between(.8, 1.2), program == 80, .05, random);
    timbre.attack_s = program >= 88 ? random.between(.1, .4) : .01;
    timbre.release_s = program >= 88 ? .3 : .06;
    timbre.detune_cents = random.between(0, 15);
  }
  return timbre;
}

// Karplus and Strong 1983: a delay line of noise, low-passed in every round trip.
void pluck(const Timbre& timbre, const Note& note, double gain, Random& random,
           std::vector<float>& out) {
  const double period = kSynthRate / exact::midi_to_hz(note.pitch) - .5;
  const int length = std::max(2, static_cast<int>(period));
  const double part = period - length, tuning = (1 - part) / (1 + part);  // first-order all-pass
  std::vector<double> line(length);
  double smooth = 0, before = 0, delayed = 0;
  for (double& value : line) value = smooth += timbre.pick * (random.between(-1, 1) - smooth);
  const auto first = static_cast<std::size_t>(note.start_s * kSynthRate);
  const auto held = static_cast<std::size_t>(note.duration_s * kSynthRate);
  const auto last = std::min(out.size(), first + held + kSynthRate / 8);
  std::size_t at = 0;
  double fade = 1;
  for (std::size_t i = first; i < last; ++i) {
    const double value = line[at], mean = .5 * (value + before) * timbre.loss;
    before = value;
    const double tuned = tuning * (mean - smooth) + delayed;
    delayed = mean, smooth = tuned;
    line[at] = tuned;
    at = at + 1 == line.size() ? 0 : at + 1;
    if (i > first + held) fade *= .998;
    const double sound = timbre.distorted ? 6 * value / (1 + 6 * std::abs(value)) : 1.5 * value;
    out[i] += static_cast<float>(gain * fade * sound);
  }
}

void sound_partials(const Timbre& timbre, const Note& note, double gain, double detune_cents,
                    Random& random, std::vector<float>& out) {
  const double hz = exact::midi_to_hz(note.pitch + detune_cents * .01);
  const int count = std::min(kMaxPartials, static_cast<int>(.48 * kSynthRate / hz));
  const int first = static_cast<int>(note.start_s * kSynthRate);
  const int last =
      std::min(static_cast<int>(out.size()),
               first + static_cast<int>((note.duration_s + 5 * timbre.release_s) * kSynthRate));
  std::array<double, kMaxPartials + 1> from{}, to{}, loss;
  for (int k = 1; k <= count; ++k)
    loss[k] = exact::exp(-timbre.damping * k * kMaxBlock / double(kSynthRate));
  std::array<double, kMaxPartials + 1> damped;
  damped.fill(1);
  double phase[kMaxBlock], turns = random.uniform(), vibrato = random.uniform();
  for (int start = first; start < last; start += kMaxBlock) {
    const int length = std::min(kMaxBlock, last - start);
    const double time_s = double(start + length - first) / kSynthRate;
    const double attack = std::min(1., time_s / timbre.attack_s);
    const double over_s = time_s - note.duration_s;
    double level = gain * attack * (over_s > 0 ? exact::exp(-over_s / timbre.release_s) : 1);
    if (timbre.decay_s > 0) level *= exact::exp(-time_s / timbre.decay_s);
    for (int k = 1; k <= count; ++k) damped[k] *= loss[k];
    const double octaves = timbre.brightening > 0 ? exact::log2(.05 + .95 * attack) : 0;
    if (octaves != 0) {
      for (int k = 1; k <= count; ++k) {
        const double bright = exact::exp2(timbre.brightening * k * octaves);
        to[k] = level * timbre.partial[k] * damped[k] * bright;
      }
    } else {
      for (int k = 1; k <= count; ++k) to[k] = level * timbre.partial[k] * damped[k];
    }
    vibrato += timbre.vibrato_hz * length / kSynthRate;
    const double swell = std::min(1., std::max(0., (time_s - .15) * 4));
    const double step =
        hz * exact::exp2(timbre.vibrato_cents * swell * exact::sin_turns(vibrato) / 1200) /
        kSynthRate;
    for (int i = 0; i < length; ++i) phase[i] = turns += step;
    turns -= std::floor(turns);
    add_harmonics(phase, length, from.data(), to.data(), count, &out[start]);
    from = to;
  }
}

}  // namespace

void play_part(const Part& part, Random& random, std::vector<float>& out) {
  Timbre timbre;
  if (part.program != kDrums) timbre = timbre_of(part.program, random);
  if (part.vibrato_cents > 0) timbre.vibrato_cents = part.vibrato_cents;
  for (const Note& note : part.notes) {
    const double gain = .15 * part.level * note.velocity * note.velocity;
    if (part.program == kDrums) {
      play_drum(note, random, out);
    } else if (timbre.plucked) {
      pluck(timbre, note, 3 * gain, random, out);
    } else {
      sound_partials(timbre, note, gain, 0, random, out);
      if (timbre.detune_cents > 0)
        sound_partials(timbre, note, gain, timbre.detune_cents, random, out);
    }
  }
}

}  // namespace cantus
