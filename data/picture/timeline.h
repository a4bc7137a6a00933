#pragma once

#include "data/picture/canvas.h"
#include "data/picture/song_timeline.h"

namespace cantus {

// 1600 pixels wide: title and legend, spectrogram with a colour scale, truth and detection bars,
// curves with their thresholds, time ticks. A constant spectrogram gives one dark surface.
Canvas render_timeline(const SongTimeline& timeline);

}  // namespace cantus
