#include "data/synth/score/singer.h"

#include "data/synth/score/random.h"

namespace cantus {

Singer draw_singer(std::uint64_t number) {
  Random random(number, 201);
  Singer singer{};
  const double kind = random.uniform();  // 45 % men, 47 % women, 8 % children
  if (kind < .45) {
    singer.low_note = random.between(43, 53);
    singer.tract_scale = random.between(.9, 1.08);
  } else if (kind < .92) {
    singer.low_note = random.between(53, 61);
    singer.tract_scale = random.between(1.06, 1.24);
  } else {
    singer.low_note = random.between(57, 63);
    singer.tract_scale = random.between(1.22, 1.38);
  }
  for (double& scale : singer.formant_scale) scale = 1 + .05 * random.normal();
  singer.bandwidth_scale = random.between(.8, 1.7);
  singer.tilt_db = random.between(-1, 7);
  singer.breathiness_db = random.between(-34, -13);
  singer.consonants_db = random.between(-8, 4);
  singer.nasality = random.chance(.3) ? random.between(.2, .8) : 0;
  singer.vibrato_hz = random.between(4.5, 6.8);
  singer.vibrato_cents = random.between(10, 90);
  singer.vibrato_delay_s = random.between(.1, .4);
  singer.vibrato_chance = random.chance(.35) ? random.between(.7, 1) : random.between(0, .5);
  singer.glide_rate = random.between(14, 42);
  singer.glide_damping = random.between(.55, 1.1);
  singer.scoop_semitones = random.between(.1, 2.5);
  singer.fall_semitones = random.chance(.5) ? random.between(.3, 4) : 0;
  singer.mistune_cents = random.between(5, 35);
  singer.drift_cents = random.between(10, 45);
  singer.jitter_cents = random.between(3, 20);
  singer.dynamics_db = random.between(1.5, 5);
  singer.attack_s = random.between(.02, .09);
  singer.release_s = random.between(.04, .2);
  singer.anticipation_s = random.between(.01, .09);
  singer.breath_db = random.chance(.6) ? random.between(-38, -20) : -100;
  singer.clusters = random.chance(.5);
  return singer;
}

}  // namespace cantus
