#pragma once

#include <vector>

#include "data/labels/segment.h"

namespace cantus {

// The words that label files use for a voice: sing, speech, voice.
inline bool means_voice(const std::string& label) {
  return label == "sing" || label == "speech" || label == "voice";
}

inline std::vector<Segment> voice_only(std::vector<Segment> segments) {
  std::erase_if(segments, [](const Segment& segment) { return !means_voice(segment.label); });
  return segments;
}

}  // namespace cantus
