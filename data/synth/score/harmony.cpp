#include "data/synth/score/harmony.h"

namespace cantus {
namespace {

constexpr std::array<int, 7> kMajor = {0, 2, 4, 5, 7, 9, 11}, kMinor = {0, 2, 3, 5, 7, 8, 10},
                             kDorian = {0, 2, 3, 5, 7, 9, 10};
// Four-bar loops of popular music, as scale degrees.
constexpr int kLoops[][4] = {{0, 4, 5, 3}, {5, 3, 0, 4}, {0, 5, 1, 4}, {0, 3, 4, 3},
                             {0, 2, 3, 4}, {5, 4, 0, 0}, {1, 4, 0, 5}, {3, 4, 2, 5},
                             {0, 0, 3, 4}, {0, 6, 3, 0}, {3, 1, 4, 0}, {0, 4, 3, 3}};
constexpr int kNumLoops = sizeof(kLoops) / sizeof(kLoops[0]);

class Figure {
 public:
  Figure(double beats_per_bar, Random& random) : beats_per_bar_(beats_per_bar), random_(random) {}
  void play(double beat, double beats, int pitch, double velocity) {
    if (beat >= beats_per_bar_) return;
    events_.push_back({beat, beats, pitch, velocity + random_.between(-.07, .07)});
  }
  std::vector<Beat> take() { return std::move(events_); }

 private:
  double beats_per_bar_;
  Random& random_;
  std::vector<Beat> events_;
};

void bass(Role role, int root, const Harmony& harmony, Random& random, Figure& out) {
  const int low = harmony.pitch(root, 36), note = low > 47 ? low - 12 : low;
  const int fifth = note + harmony.pitch(root + 4, 36) - low;
  if (role == Role::kBassEighths) {
    for (int k = 0; k < 8; ++k) out.play(k * .5, .45, note, .75);
  } else if (role == Role::kBassSyncopated) {
    for (const double beat : {0., 1.5, 2., 3.}) out.play(beat, .8, beat == 2 ? fifth : note, .75);
  } else if (role == Role::kBassHalf) {
    out.play(0, 1.9, note, .7), out.play(2, 1.9, random.chance(.6) ? fifth : note, .65);
  } else if (role == Role::kBassOctaves) {
    for (int k = 0; k < 8; ++k) out.play(k * .5, .4, k % 2 ? note + 12 : note, .75);
  } else {
    const int steps[] = {0, 2, 4, random.chance(.5) ? 5 : 3};
    for (int k = 0; k < 4; ++k)
      out.play(k, .9, note + harmony.pitch(root + steps[k], 36) - low, .7);
  }
}

}  // namespace

Harmony::Harmony(Random& random) : key_(random.below(12)) {
  const int mode = random.below(8);
  scale_ = mode < 5 ? kMajor : mode < 7 ? kMinor : kDorian;
  const int first = random.below(kNumLoops),
            second = random.chance(.5) ? first : random.below(kNumLoops);
  for (int bar = 0; bar < 4; ++bar) {
    progression_[bar] = kLoops[first][bar];
    progression_[bar + 4] = kLoops[second][bar];
  }
}

int Harmony::chord_root(int bar) const { return progression_[bar % 8]; }

int Harmony::pitch(int degree, int base) const {
  const int octave = (degree + 700) / 7 - 100;
  return base + key_ + scale_[(degree + 700) % 7] + 12 * octave;
}

bool Harmony::in_chord(int degree, int bar) const {
  const int above = (degree + 700 - chord_root(bar)) % 7;
  return above == 0 || above == 2 || above == 4;
}

std::vector<Beat> role_bar(Role role, int bar, int beats_per_bar, const Harmony& harmony,
                           Random& random) {
  Figure out(beats_per_bar, random);
  const int root = harmony.chord_root(bar);
  const int triad[] = {root, root + 2, root + 4}, rising[] = {0, 1, 2, 3, 2, 1, 2, 3};
  const auto chord = [&](double beat, double beats, int base, double velocity, double roll) {
    for (int i = 0; i < 3; ++i)
      out.play(beat + i * roll, beats, harmony.pitch(triad[i], base), velocity);
  };
  switch (role) {
    case Role::kPowerChords: {
      const int low = harmony.pitch(root, 36);
      for (int k = 0; k < 8; ++k)
        out.play(k * .5, .45, low, .7), out.play(k * .5, .45, low + 7, .7);
      break;
    }
    case Role::kStrum:
      for (const double beat : {0., 1., 1.5, 2.5, 3., 3.5}) {
        if (random.chance(.85)) chord(beat, .45, 48, .6, random.between(.01, .03));
      }
      break;
    case Role::kChords:
      chord(0, 1.8, 48, .6, 0), chord(2, 1.8, 48, .6, 0);
      break;
    case Role::kComp:
      for (const double beat : {.5, 1., 1.5, 2.5, 3.5}) {
        if (random.chance(.45)) {
          chord(beat, random.between(.25, .9), 48, .55, 0);
          if (random.chance(.5)) out.play(beat, .4, harmony.pitch(root + 6, 48), .5);
        }
      }
      break;
    case Role::kPad:
      chord(0, beats_per_bar - .05, random.chance(.7) ? 48 : 60, .5, 0);
      break;
    // A section of strings: two to three octaves, some voices moving in mid-bar.
    case Role::kWide: {
      const int low = harmony.pitch(root, 36);
      if (random.chance(.6)) out.play(0, beats_per_bar - .05, low, .5);
      for (const int base : {48, 60}) {
        for (const int degree : triad) {
          const double half = beats_per_bar * .5;
          const bool moves = random.chance(.2);
          if (random.chance(.2)) continue;
          out.play(0, (moves ? half : beats_per_bar) - .05, harmony.pitch(degree, base), .5);
          if (moves) out.play(half, half - .05, harmony.pitch(degree + 1, base), .5);
        }
      }
      break;
    }
    // A pianist's two hands.
    case Role::kBallad: {
      const int low = harmony.pitch(root, 24);
      for (const double beat : {0., 2.}) {
        out.play(beat, 1.9, low, .6), out.play(beat, 1.9, low + 12, .55);
        out.play(beat + 1, .9, harmony.pitch(root + 4, 36), .45);
      }
      const bool broken = random.chance(.5);
      for (int k = 0; k < 8; ++k) {
        if (broken) out.play(k * .5, .5, harmony.pitch(triad[(k * 2) % 3], 60), .5);
        if (!broken && k % 2 == 0 && random.chance(.8)) chord(k * .5, .9, 60, .5, .01);
      }
      break;
    }
    case Role::kArpeggio:
      for (int k = 0; k < 8; ++k) {
        const int step = rising[k];
        out.play(k * .5, .9, harmony.pitch(step < 3 ? triad[step] : root + 7, 48), .6);
      }
      break;
    case Role::kStab:
      for (const double beat : {0., .5, 1.5, 2.5, 3.5}) {
        if (random.chance(.35)) chord(beat, .25, 60, .7, 0);
      }
      break;
    case Role::kOffbeat:
      for (const double beat : {.5, 1.5, 2.5, 3.5}) chord(beat, .3, 60, .5, 0);
      break;
    case Role::kWaltz: {
      const int low = harmony.pitch(root, 36);
      out.play(0, .9, low > 47 ? low - 12 : low, .7), chord(1, .5, 48, .5, 0),
          chord(2, .5, 48, .5, 0);
      break;
    }
    default:
      bass(role, root, harmony, random, out);
  }
  return out.take();
}

}  // namespace cantus
