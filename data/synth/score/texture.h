#pragma once

#include <vector>

#include "data/synth/score/melody.h"
#include "data/synth/score/random.h"
#include "data/synth/score/score.h"
#include "data/synth/score/styles.h"

namespace cantus {

struct BackingPart {
  int program;
  Role role;
};

// Draws none to five strings, choirs, horns and keyboards in wide chords behind the style's own
// parts, because records are denser than a lead sheet.
std::vector<BackingPart> draw_backing(Random& random);

// Whether an instrument's notes decay by themselves, so that players may let them ring.
bool rings(int program);

// Lets every note sound to the end of its bar.
void let_ring(const Meter& meter, Part& part);

}  // namespace cantus
