#include "data/synth/score/melody.h"

#include <algorithm>

namespace cantus {
namespace {

// Note lengths in units of the song's short note; sung rhythm repeats a few of these patterns.
const std::vector<std::vector<int>>& rhythms() {
  static const std::vector<std::vector<int>> table = {
      {1, 1, 1, 1, 2, 2},    {1, 1, 2, 1, 1, 2}, {2, 1, 1, 2, 2}, {1, 2, 1, 2, 2},
      {1, 1, 1, 1, 1, 1, 2}, {3, 1, 2, 2},       {1, 1, 2, 4},    {2, 2, 1, 1, 2},
      {1, 3, 1, 1, 2},       {2, 2, 2, 2},       {3, 3, 2}};
  return table;
}

class Walk {
 public:
  Walk(int low, int high, Random& random)
      : low_(low), high_(high), degree_(random.in(low + 2, high - 2)) {}
  int step(bool strong, int bar, const Harmony& harmony, Random& random) {
    static const std::vector<int> steps = {-3, -2, -1, -1, -1, 0, 0, 1, 1, 1, 2, 3};
    degree_ += random.pick(steps);
    if (degree_ < low_) degree_ = 2 * low_ - degree_;
    if (degree_ > high_) degree_ = 2 * high_ - degree_;
    if (strong) {
      for (int distance = 0; distance < 3; ++distance) {
        if (harmony.in_chord(degree_ - distance, bar)) return degree_ -= distance;
        if (harmony.in_chord(degree_ + distance, bar)) return degree_ += distance;
      }
    }
    return degree_;
  }

 private:
  int low_, high_, degree_;
};

}  // namespace

std::vector<Section> lay_out_sections(int num_bars, double bar_s, Random& random) {
  std::vector<Section> sections;
  bool vocal = random.chance(.45);
  for (int bar = 0; bar < num_bars;) {
    const double wanted_s = vocal ? random.between(6, 14) : random.between(3, 9);
    const int length = std::max(1, static_cast<int>(wanted_s / bar_s + .5));
    const int last = std::min(num_bars, bar + length);
    sections.push_back({bar, last, vocal});
    bar = last;
    vocal = !vocal;
  }
  if (sections.size() == 1) sections[0].vocal = true;
  return sections;
}

std::vector<Phrase> sing_section(const Section& section, const Meter& meter, const Harmony& harmony,
                                 Random& random) {
  const double end = (section.last_bar - section.first_bar) * meter.beats_per_bar;
  // The short note lasts a quarter of a second, more or less, whatever the tempo.
  const double unit = meter.beat_s > .85 && random.chance(.7)   ? .25
                      : meter.beat_s < .42 && random.chance(.3) ? 1
                                                                : .5;
  const double articulation = random.between(.8, 1);
  Walk walk(0, random.in(7, 10), random);
  const auto first = random.pick(rhythms()), second = random.pick(rhythms());
  std::vector<Phrase> phrases;
  double beat = random.pick(std::vector<double>{0, 0, .5, 1, 1.5});
  while (beat < end - 1) {
    Phrase phrase;
    const int figures = random.in(1, 3);
    for (int figure = 0; figure < figures && beat < end - .3; ++figure) {
      const auto& rhythm = random.chance(.6)   ? first
                           : random.chance(.7) ? second
                                               : random.pick(rhythms());
      for (std::size_t k = 0; k < rhythm.size() && beat < end - .3; ++k) {
        const bool last = figure + 1 == figures && k + 1 == rhythm.size();
        double beats = rhythm[k] * unit;
        if (last) beats *= random.pick(std::vector<double>{1, 1.5, 2, 2, 3});
        beats = std::min(beats, end - beat);
        const int bar = section.first_bar + static_cast<int>(beat / meter.beats_per_bar);
        const bool strong = beat - static_cast<int>(beat) < .01 && static_cast<int>(beat) % 2 == 0;
        const double start_s = meter.time_s(section.first_bar, beat);
        const double length_s = meter.time_s(section.first_bar, beat + beats) - start_s;
        phrase.push_back(
            {start_s, length_s * (last ? random.between(.75, 1) : articulation),
             static_cast<double>(harmony.pitch(walk.step(strong, bar, harmony, random), 48)),
             !phrase.empty() && random.chance(.08)});
        beat += beats;
      }
    }
    if (!phrase.empty()) phrases.push_back(phrase);
    beat += random.pick(std::vector<double>{.5, .5, 1, 1, 1.5, 2, 3}) * std::max(.5, unit * 2);
  }
  return phrases;
}

std::vector<Note> improvise(const Section& section, const Meter& meter, const Harmony& harmony,
                            Random& random) {
  const double end = (section.last_bar - section.first_bar) * meter.beats_per_bar;
  static const std::vector<double> lengths = {.5, .5, .5, 1, 1, 1.5, 2, .25};
  Walk walk(3, 13, random);
  const double overlap = random.between(.7, 1.05), rests = random.between(.05, .25);
  std::vector<Note> notes;
  for (double beat = 0; beat < end - .2;) {
    const double beats = std::min(random.pick(lengths), end - beat);
    const int bar = section.first_bar + static_cast<int>(beat / meter.beats_per_bar);
    const int degree = walk.step(beats >= 1, bar, harmony, random);
    if (!random.chance(rests)) {
      notes.push_back({meter.time_s(section.first_bar, beat), beats * meter.beat_s * overlap,
                       harmony.pitch(degree, 60), .75 + random.between(-.1, .1)});
    }
    beat += beats;
  }
  return notes;
}

}  // namespace cantus
