#pragma once

#include "data/excerpts/frame_set.h"

namespace cantus {

// Songs of 8, 2 and 5 frames of two bands: frame k of song s holds 100 s + k and its negative.
inline FrameSet three_songs(StoredFloat type = StoredFloat::kFloat32) {
  FrameSet frames(2, type);
  int song = 0;
  for (const int n : {8, 2, 5}) {
    FeatureMatrix features{n, 2, {}};
    std::vector<float> labels;
    for (int k = 0; k < n; ++k) {
      features.values.push_back(static_cast<float>(100 * song + k));
      features.values.push_back(-features.values.back());
      labels.push_back(song == 0 && k >= 5 ? 1.0f : 0.0f);
    }
    frames.add_song(features, labels);
    ++song;
  }
  return frames;
}

}  // namespace cantus
