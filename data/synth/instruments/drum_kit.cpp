#include "data/synth/instruments/drum_kit.h"

#include <algorithm>

#include "data/synth/score/exact_math.h"
#include "data/synth/score/performance.h"

namespace cantus {
namespace {

struct Drum {
  double tone_hz, sweep, tone_s;             // a sine that starts at tone_hz * (1 + sweep)
  double noise, noise_s, low_cut, high_cut;  // one-pole corners as fractions of the sample rate
};

// The drum of a General MIDI percussion key.
Drum drum_of(int key) {
  // clang-format off
  // tone_hz, sweep, tone_s, noise, noise_s, low_cut, high_cut
  switch (key) {
    case 35: case 36: return {  55, 2.5, .12, .15, .02,  0,   .1};   // kick
    case 37:          return { 420, 0,   .02, .4,  .02,  .05, .4};   // stick
    case 38: case 40: return { 185, .3,  .06, .7,  .11,  .03, .45};  // snare
    case 39:          return {   0, 0,   .01, .8,  .09,  .05, .3};   // clap
    case 41: case 45: return {  95, .6,  .16, .15, .05,  0,   .2};   // low toms
    case 47: case 50: return { 140, .6,  .14, .15, .05,  0,   .2};   // high toms
    case 42: case 44: return {   0, 0,   .01, .35, .025, .3,  .5};   // closed and pedal hat
    case 46:          return {   0, 0,   .01, .35, .16,  .3,  .5};   // open hat
    case 49:          return {   0, 0,   .01, .5,  .7,   .2,  .5};   // crash
    case 51:          return {2700, 0,   .1,  .2,  .25,  .3,  .5};   // ride
    case 54: case 70: return {   0, 0,   .01, .25, .05,  .25, .5};   // tambourine, maracas
    case 63:          return { 230, .2,  .09, .15, .02,  .02, .3};   // conga
    case 76:          return { 900, 0,   .04, .1,  .01,  .05, .4};   // wood block
    default:          return { 300, 0,   .05, .2,  .05,  .05, .4};
  }
  // clang-format on
}

}  // namespace

void play_drum(const Note& note, Random& random, std::vector<float>& out) {
  const Drum drum = drum_of(note.pitch);
  const double length_s = 5 * std::max(drum.tone_s, drum.noise_s);
  const auto first = static_cast<std::size_t>(note.start_s * kSynthRate);
  const auto last = std::min(out.size(), first + static_cast<std::size_t>(length_s * kSynthRate));
  const double tone_decay = exact::exp(-1 / (drum.tone_s * kSynthRate));
  const double noise_decay = exact::exp(-1 / (drum.noise_s * kSynthRate));
  double tone = drum.tone_hz > 0 ? note.velocity : 0, noise = drum.noise * note.velocity * 1.7;
  double sweep = drum.sweep, turns = 0, low = 0, smooth = 0;
  for (std::size_t i = first; i < last; ++i) {
    turns += drum.tone_hz * (1 + sweep) / kSynthRate;
    sweep *= .9985;
    const double white = random.between(-1, 1);
    smooth += std::min(1., 6.3 * drum.high_cut) * (white - smooth);
    low += std::min(1., 6.3 * drum.low_cut) * (smooth - low);
    out[i] += static_cast<float>(tone * exact::sin_turns(turns) + noise * (smooth - low));
    tone *= tone_decay;
    noise *= noise_decay;
  }
}

}  // namespace cantus
