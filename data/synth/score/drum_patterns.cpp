#include "data/synth/score/drum_patterns.h"

namespace cantus {
namespace {

// General MIDI percussion keys.
constexpr int kKick = 36, kStick = 37, kSnare = 38, kClap = 39, kSnare2 = 40, kClosedHat = 42,
              kPedalHat = 44, kOpenHat = 46, kCrash = 49, kRide = 51, kTambourine = 54, kConga = 63,
              kMaracas = 70, kBlock = 76;

class Bar {
 public:
  explicit Bar(Random& random) : random_(random) {}
  void at(std::initializer_list<double> beats, int key, double velocity) {
    for (const double beat : beats) {
      hits_.push_back({beat, .1, key, velocity + random_.between(-.06, .06)});
    }
  }
  void every(double step, double until, int key, double strong, double weak) {
    int k = 0;
    for (double beat = 0; beat < until - .01; beat += step)
      at({beat}, key, k++ % 2 ? weak : strong);
  }
  std::vector<Beat> take() { return std::move(hits_); }

 private:
  Random& random_;
  std::vector<Beat> hits_;
};

void rock_or_pop(Bar& bar, bool rock, int index, Random& random) {
  bar.at({0, 2}, kKick, .85);
  if (random.chance(.5)) bar.at({rock ? 2.5 : 1.5}, kKick, .7);
  bar.at({1, 3}, rock ? kSnare : kSnare2, .8);
  bar.every(.5, 4, random.chance(.93) ? kClosedHat : kOpenHat, .65, .5);
  if (!rock && random.chance(.2)) bar.every(1, 4, kTambourine, .4, .5);
  if (index % 4 == 3 && random.chance(.6)) {
    for (int k = 0; k < 4; ++k)
      bar.at({3 + k * .25}, random.pick(std::vector<int>{45, 47, 50, 41}), .75);
  }
  if (index % 8 == 0) bar.at({0}, kCrash, .75);
}

void funk(Bar& bar, Random& random) {
  bar.at({0, .75, 2.5}, kKick, .85);
  if (random.chance(.5)) bar.at({1.75}, kKick, .6);
  bar.at({1, 3}, kSnare, .85);
  bar.at({1.75, 2.25, 3.75}, kSnare, .25);
  bar.every(.25, 4, kClosedHat, .55, .35);
}

}  // namespace

std::vector<Beat> drum_bar(DrumPattern pattern, int index, Random& random) {
  Bar bar(random);
  switch (pattern) {
    case DrumPattern::kNone:
      break;
    case DrumPattern::kRock:
      rock_or_pop(bar, true, index, random);
      break;
    case DrumPattern::kPop:
      rock_or_pop(bar, false, index, random);
      break;
    case DrumPattern::kFunk:
      funk(bar, random);
      break;
    case DrumPattern::kSoft:
      bar.at({0}, kKick, .6), bar.at({2}, random.chance(.5) ? kStick : kSnare, .55);
      bar.every(1, 4, random.chance(.5) ? kClosedHat : kRide, .4, .35);
      if (random.chance(.3)) bar.at({2.5}, kKick, .5);
      break;
    case DrumPattern::kSwing:
      bar.at({0, 1, 1.67, 2, 3, 3.67}, kRide, .6), bar.at({1, 3}, kPedalHat, .5);
      if (random.chance(.5)) bar.at({random.chance(.5) ? .67 : 2.67}, kSnare, .45);
      break;
    case DrumPattern::kFour:
      bar.at({0, 1, 2, 3}, kKick, .9), bar.at({.5, 1.5, 2.5, 3.5}, kOpenHat, .6),
          bar.at({1, 3}, kClap, .75);
      break;
    case DrumPattern::kLatin:
      bar.at({0, 1.5, 3}, kKick, .65), bar.every(.5, 4, kMaracas, .5, .4);
      bar.at({0, .75, 1.5, 2.5, 3}, kBlock, .55), bar.at({1, 2.5, 3.5}, kConga, .6);
      break;
    case DrumPattern::kReggae:
      bar.at({2}, kKick, .85), bar.at({2}, kStick, .7), bar.every(.5, 4, kClosedHat, .4, .6);
      break;
    case DrumPattern::kWaltz:
      bar.at({0}, kKick, .7), bar.at({1, 2}, kPedalHat, .5);
      if (random.chance(.4)) bar.at({2}, kStick, .4);
      break;
    case DrumPattern::kShuffle:
      bar.at({0, 2}, kKick, .7), bar.at({1, 3}, kSnare, .6);
      bar.at({.5, 1.5, 2.5, 3.5}, kSnare, .25), bar.every(1, 4, kClosedHat, .5, .5);
      break;
    case DrumPattern::kMarch:
      bar.at({0, 2}, kKick, .8), bar.every(.5, 4, kSnare, .5, .35),
          bar.at({3.25, 3.5, 3.75}, kSnare, .6);
      if (index % 4 == 0) bar.at({0}, kCrash, .6);
      break;
    case DrumPattern::kBossa:
      bar.at({0, 1.5, 2, 3.5}, kKick, .5), bar.at({0, .75, 1.5, 2.5, 3.25}, kStick, .5);
      bar.every(.25, 4, kMaracas, .3, .2);
      break;
  }
  return bar.take();
}

}  // namespace cantus
