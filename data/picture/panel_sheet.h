#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/picture/canvas.h"

namespace cantus {

enum class PanelKind {
  kMap,          // frequency up; the least values are dark and the greatest bright
  kSignedMap,    // frequency up; dark at 0, red above and blue below
  kCurve,        // on an axis from 0 to its maximum
  kProbability,  // a curve on an axis from 0 to 1
  kDecision,     // steps between 0 and 1
};

// One view of a song's frames.
struct FramePanel {
  std::string title;
  PanelKind kind = PanelKind::kMap;
  std::vector<float> values;  // of a map [num_frames, num_bins], else [num_frames]; finite
};

// Panels of the same frames, one below the other on one time axis.
struct PanelSheet {
  std::string title;
  std::int64_t num_frames = 0;  // > 0
  double first_frame_s = 0;     // centre of the first frame
  double frame_period_s = 0;    // > 0
  double top_khz = 0;           // upper edge of the maps, which begin at 0 Hz; 0: no axis
  std::vector<FramePanel> panels;
};

// Renders the sheet. So that a few large values do not darken a map, it is brightest at the 99.8 %
// quantile (of magnitudes if signed), and colours follow the square root of the value above the
// darkest. A key beside the title shows the values at both ends of the colours.
Canvas render_panels(const PanelSheet& sheet);

}  // namespace cantus
