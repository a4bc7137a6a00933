#pragma once

#include <string>

#include "apps/detection/detect_files.h"
#include "data/page/song_page.h"

namespace cantus {

// A song's spectrogram, truth where known, detections and curves, as pictures and pages show them.
// The detection must have its features.
SongTimeline timeline_of(const std::string& title, const Detection& detection,
                         const DetectContext& context);

// The same with the sound, and the map if there is one. The detection must have its sound too.
SongPage page_of(const std::string& title, const Detection& detection,
                 const DetectContext& context);

}  // namespace cantus
