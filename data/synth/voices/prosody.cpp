#include "data/synth/voices/prosody.h"

namespace cantus {

Singer speaking_habits(const Singer& singer) {
  Singer speaker = singer;
  speaker.low_note -= 2;
  speaker.vibrato_chance = 0;
  speaker.glide_rate = 22;
  speaker.glide_damping = .9;
  speaker.scoop_semitones = 1;
  speaker.fall_semitones = 3;
  speaker.drift_cents = 60;
  speaker.jitter_cents += 8;
  speaker.attack_s = .02;
  speaker.anticipation_s = 0;
  speaker.dynamics_db += 2;
  speaker.clusters = true;
  return speaker;
}

std::vector<Phrase> speech_phrases(double duration_s, const Singer& speaker, Random& random) {
  std::vector<Phrase> phrases;
  const double pace_s = random.between(.14, .23), liveliness = random.between(1, 3.5);
  double time_s = random.between(.2, .4);
  while (time_s < duration_s - .6) {
    Phrase phrase;
    const int syllables = random.in(4, 12);
    const double top = speaker.low_note + random.between(4, 8),
                 slope = random.between(2, 6) / syllables;
    const bool question = random.chance(.2);
    for (int k = 0; k < syllables && time_s < duration_s - .45; ++k) {
      const bool accent = random.chance(.35), last = k + 1 == syllables;
      const double length_s =
          pace_s * random.between(.7, 1.3) * (accent ? 1.25 : 1) * (last ? 1.4 : 1);
      const double pitch = top - slope * k + (accent ? liveliness : 0) + .6 * random.normal() +
                           (last && question ? 5 : 0);
      phrase.push_back({time_s, length_s, pitch, false});
      time_s += length_s;
    }
    if (!phrase.empty()) phrases.push_back(phrase);
    time_s += random.between(.25, .7);
  }
  return phrases;
}

}  // namespace cantus
