#pragma once

#include <string>
#include <vector>

#include "apps/evaluation/evaluation.h"

namespace cantus {

// Predicted label files and the true ones (label_pairs.h).
struct LabelTrial {
  std::vector<std::string> predicted;
  std::vector<std::string> truth;
  std::vector<std::string> positive;  // labels that mean voice; empty: "sing"
};

// Scores label files in frames of 10 ms. A truth without gaps from 0 on states the song's length,
// as in mir_eval: predictions after its end are left out, and where a prediction ends before it,
// the rest counts as no voice; a warning on stderr gives both lengths. A truth with gaps (an
// Audacity track of voices) states no length; the later end of the two counts.
// Errors: those of pair_labels and read_segments; kBadData when there is no time to compare.
Result evaluate_labels(const LabelTrial& trial);

}  // namespace cantus
