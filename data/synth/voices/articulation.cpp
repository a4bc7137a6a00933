#include "data/synth/voices/articulation.h"

#include <algorithm>

#include "data/synth/score/exact_math.h"

namespace cantus {
namespace {

struct PlacedPhone {
  int phone;
  Span span;
};

std::vector<PlacedPhone> place(const std::vector<Syllable>& syllables,
                               const std::vector<TimedSyllable>& times) {
  std::vector<PlacedPhone> placed;
  for (std::size_t s = 0; s < syllables.size(); ++s) {
    for (std::size_t k = 0; k < syllables[s].onset.size(); ++k)
      placed.push_back({syllables[s].onset[k], times[s].onset[k]});
    const Span nucleus = times[s].nucleus;
    const double turn_s =
        syllables[s].nucleus.size() == 1
            ? nucleus.end_s
            : nucleus.end_s - std::min(.5 * (nucleus.end_s - nucleus.start_s), .22);
    placed.push_back({syllables[s].nucleus[0], {nucleus.start_s, turn_s}});
    if (syllables[s].nucleus.size() > 1)
      placed.push_back({syllables[s].nucleus[1], {turn_s, nucleus.end_s}});
    for (std::size_t k = 0; k < syllables[s].coda.size(); ++k)
      placed.push_back({syllables[s].coda[k], times[s].coda[k]});
  }
  return placed;
}

// Voicing, aspiration and frication of a phone when the fraction `into` (0 .. 1) of it has passed.
void articulate(const Phone& phone, double into, double left_s, Articulation& out) {
  const double noise = exact::from_db(phone.noise_db);
  switch (phone.kind) {
    case PhoneKind::kVowel:
      out.voicing = 1;
      break;
    case PhoneKind::kApproximant:
      out.voicing = .6;
      break;
    case PhoneKind::kNasal:
      out.voicing = .5, out.nasal = 1;
      break;
    case PhoneKind::kFricative:
      (phone.noise_hz > 0 ? out.frication : out.aspiration) =
          noise * std::min(1., 4 * std::min(into, 1 - into) + .3);
      break;
    case PhoneKind::kVoicedFricative:
      out.voicing = .3, out.frication = noise;
      break;
    case PhoneKind::kStop:  // closure, burst, aspiration
      if (left_s < .05) out.frication = noise * (left_s > .035 ? 1.5 : .2), out.aspiration = noise;
      break;
    case PhoneKind::kVoicedStop:
      out.voicing = left_s > .015 ? .12 : .4;
      if (left_s < .015) out.frication = noise;
      break;
    case PhoneKind::kAffricate:
      if (into > .45) out.frication = noise * std::min(1., 3 * (1 - into) + .3);
      break;
  }
  if (phone.noise_hz > 0) out.noise_hz = phone.noise_hz, out.noise_width_hz = phone.noise_width_hz;
}

// Hann smoothing over +-radius frames of whatever `field` refers to: articulators have inertia.
template <typename Field>
void smooth(std::vector<Articulation>& frames, int radius, Field field) {
  const int count = static_cast<int>(frames.size());
  std::vector<double> values(count), window(2 * radius + 1);
  for (int i = 0; i < count; ++i) values[i] = field(frames[i]);
  double total = 0;
  for (int k = -radius; k <= radius; ++k) {
    total += window[k + radius] = 1 + exact::cos_turns(k / (2. * radius + 2));
  }
  for (int i = 0; i < count; ++i) {
    double sum = 0;
    for (int k = -radius; k <= radius; ++k) {
      sum += window[k + radius] * values[std::clamp(i + k, 0, count - 1)];
    }
    field(frames[i]) = sum / total;
  }
}

}  // namespace

std::vector<SyllableShape> shapes_of(const std::vector<Syllable>& syllables, Random& random) {
  std::vector<SyllableShape> shapes;
  for (const Syllable& syllable : syllables) {
    SyllableShape shape;
    for (const int p : syllable.onset)
      shape.onset_s.push_back(phones()[p].duration_s * random.between(.7, 1.3));
    for (const int p : syllable.coda)
      shape.coda_s.push_back(phones()[p].duration_s * random.between(.7, 1.3));
    shapes.push_back(shape);
  }
  return shapes;
}

std::vector<Articulation> articulate_phrase(const std::vector<Syllable>& syllables,
                                            const std::vector<TimedSyllable>& times, int first,
                                            int last) {
  const std::vector<PlacedPhone> placed = place(syllables, times);
  std::vector<Articulation> frames(std::max(0, last - first));
  std::size_t k = 0;
  for (int i = 0; i < static_cast<int>(frames.size()); ++i) {
    const double time_s = (first + i) * kVoiceHopS;
    while (k + 1 < placed.size() && time_s >= placed[k].span.end_s) ++k;
    const Phone& phone = phones()[placed[k].phone];
    const Span span = placed[k].span;
    const double length_s = std::max(1e-3, span.end_s - span.start_s);
    std::size_t tract = k;  // h takes the tract shape of the following vowel
    while (phones()[placed[tract].phone].formant_hz[0] == 0 && tract + 1 < placed.size()) ++tract;
    for (int f = 0; f < 3; ++f) {
      const double target = phones()[placed[tract].phone].formant_hz[f];
      if (target > 0) frames[i].formant_hz[f] = target;
    }
    if (time_s >= span.start_s && time_s <= span.end_s) {
      articulate(phone, (time_s - span.start_s) / length_s, span.end_s - time_s, frames[i]);
    }
  }
  for (int f = 0; f < 3; ++f) {
    smooth(frames, 7, [f](Articulation& frame) -> double& { return frame.formant_hz[f]; });
  }
  smooth(frames, 3, [](Articulation& frame) -> double& { return frame.voicing; });
  smooth(frames, 3, [](Articulation& frame) -> double& { return frame.nasal; });
  smooth(frames, 1, [](Articulation& frame) -> double& { return frame.frication; });
  smooth(frames, 2, [](Articulation& frame) -> double& { return frame.aspiration; });
  return frames;
}

}  // namespace cantus
