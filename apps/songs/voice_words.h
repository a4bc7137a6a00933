#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "data/labels/segment.h"

namespace cantus {

// The words that label files use for a voice.
inline const std::set<std::string> kVoiceWords{"sing", "speech", "voice"};

inline bool means_voice(const std::string& label) { return kVoiceWords.count(label) > 0; }

inline std::vector<Segment> voice_only(std::vector<Segment> segments) {
  std::erase_if(segments, [](const Segment& segment) { return !means_voice(segment.label); });
  return segments;
}

// Warns of labels that are neither one of the words, nor `also`, nor "no" and something: a picture
// of them shows no voice there.
void warn_of_foreign_labels(const std::filesystem::path& file, const std::vector<Segment>& segments,
                            const std::string& also = "sing");

}  // namespace cantus
