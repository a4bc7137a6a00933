#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/picture/canvas.h"

namespace cantus {

// One view of a song's frames: a map, frequency up, or a curve.
struct FramePanel {
  std::string title;
  std::int64_t num_bins = 0;  // of a map; 0: a curve
  std::vector<float> values;  // [num_frames, num_bins] or [num_frames], finite
  // A signed map is dark at 0, red above and blue below; in an unsigned one the least values are
  // dark and the greatest bright.
  bool is_signed = false;
  float top = 0;             // upper end of a curve's axis from 0; 0: the curve's maximum
  bool is_decision = false;  // a curve whose values are 0 or `top`
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
