#include "data/synth/score/texture.h"

#include <algorithm>
#include <cmath>

namespace cantus {

std::vector<BackingPart> draw_backing(Random& random) {
  static const std::vector<StylePart> choices = {
      {{48, 49, 50, 51, 44}, Role::kWide},  // section
      {{48, 49}, Role::kWide},              // section
      {{52, 53, 54, 91}, Role::kWide},      // choir
      {{60, 61, 56, 57}, Role::kPad},       // horns
      {{68, 71, 73}, Role::kPad},           // woodwinds
      {{0, 1, 2}, Role::kBallad},           // grand piano
      {{4, 5}, Role::kBallad},              // electric piano
      {{88, 89, 90, 94, 95}, Role::kWide},  // synthesizer
      {{46, 24, 8}, Role::kArpeggio},       // harp
      {{16, 18, 19}, Role::kWide},          // organ
  };
  std::vector<BackingPart> parts;
  const int count = random.chance(.15) ? 0 : random.in(1, 5);
  for (int k = 0; k < count; ++k) {
    const StylePart& choice = random.pick(choices);
    parts.push_back({random.pick(choice.programs), choice.role});
  }
  return parts;
}

bool rings(int program) {
  const bool keys = program >= 0 && program < 6, bells = program >= 8 && program < 16;
  const bool plucked = program == 24 || program == 25 || program == 46;
  return keys || bells || plucked;
}

void let_ring(const Meter& meter, Part& part) {
  const double bar_s = meter.beat_s * meter.beats_per_bar;
  for (Note& note : part.notes) {
    const double end_s = (std::floor(note.start_s / bar_s + .03) + 1) * bar_s;
    note.duration_s = std::max(note.duration_s, end_s - note.start_s);
  }
}

}  // namespace cantus
