#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/picture/canvas.h"

namespace cantus {

// What some frames of a song are in one respect: a map, frequency up, or a curve.
struct FramePanel {
  std::string title;
  std::int64_t num_bins = 0;  // of a map; 0: a curve
  std::vector<float> values;  // [num_frames, num_bins] or [num_frames], finite
  // A map with both signs is dark at 0, red above and blue below; another one's least values are
  // dark and its greatest bright.
  bool is_signed = false;
  float top = 0;             // of a curve that begins at 0; 0: its greatest value
  bool is_decision = false;  // a curve that is 0 or `top`, and nothing between
};

// Panels of the same frames, one below the other on one axis of time.
struct PanelSheet {
  std::string title;
  std::int64_t num_frames = 0;  // > 0
  double first_frame_s = 0;     // the first one's centre
  double frame_period_s = 0;    // > 0
  double top_khz = 0;           // upper edge of maps that begin at 0 Hz; 0: without an axis
  std::vector<FramePanel> panels;
};

// A few values must not darken a map: it is brightest at the 99.8 % quantile, of magnitudes where
// it has signs, and colours go by the root of what is over the darkest. A key beside its title says
// which values its colours stand for.
Canvas render_panels(const PanelSheet& sheet);

}  // namespace cantus
