#include "data/picture/song_timeline.h"

#include "kernels/core/error.h"

namespace cantus {

void require_whole(const SongTimeline& timeline) {
  const TimeFrequency& shown = timeline.spectrogram;
  CANTUS_REQUIRE(timeline.duration_s > 0 && shown.num_frames > 0 && shown.num_bins > 0 &&
                     shown.frame_period_s > 0,
                 "a timeline has a duration and a spectrogram");
  CANTUS_REQUIRE(std::ssize(shown.values) == shown.num_frames * shown.num_bins &&
                     std::ssize(shown.frequency_hz) == shown.num_bins,
                 "the spectrogram of a timeline is [num_frames, num_bins]");
  for (const TimelineDetection& detection : timeline.detections)
    CANTUS_REQUIRE(detection.curve.empty() || detection.curve_period_s > 0,
                   "the curve of a timeline has a period");
}

}  // namespace cantus
