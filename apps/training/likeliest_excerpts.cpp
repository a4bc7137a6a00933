#include "apps/training/likeliest_excerpts.h"

#include <algorithm>

#include "models/detection/detector.h"

namespace cantus {

std::vector<std::int64_t> likeliest_excerpts(Queue& queue, const Network& network,
                                             Parameters& parameters, const Excerpts& excerpts,
                                             Precision precision,
                                             const std::function<void()>& note_song) {
  const FrameSet& frames = excerpts.frames();
  // What lies beyond a song's ends is in no excerpt that is asked for.
  const std::vector<float> beyond(static_cast<std::size_t>(frames.num_bands()), 0.0f);
  Detector detector(queue, network, parameters, {.precision = precision, .silence = beyond});
  std::vector<std::int64_t> chosen;
  std::vector<float> song;
  for (std::int64_t s = 0; s < frames.num_songs(); ++s) {
    const std::int64_t first = excerpts.first_excerpts()[s];
    const std::int64_t count = excerpts.first_excerpts()[s + 1] - first;
    if (count == 0) continue;
    note_song();
    const std::int64_t num_frames = frames.first_frames()[s + 1] - frames.first_frames()[s];
    song.resize(static_cast<std::size_t>(num_frames * frames.num_bands()));
    frames.copy_frames(frames.first_frames()[s], num_frames, song.data());
    const auto curve = detector.curve(song);
    const auto centre = curve.begin() + excerpts.num_frames() / 2;
    chosen.push_back(first + (std::max_element(centre, centre + count) - centre));
  }
  return chosen;
}

}  // namespace cantus
