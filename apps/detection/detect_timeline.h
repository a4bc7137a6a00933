#pragma once

#include <string>

#include "apps/detection/detect_files.h"
#include "data/page/song_page.h"

namespace cantus {

// Spectrogram, truth where known, what was found and the curves, as pictures and pages show them.
// The detection has its features.
SongTimeline timeline_of(const std::string& title, const Detection& detection,
                         const DetectContext& context);

// The same with the sound, and the map where there is one. The detection has its sound too.
SongPage page_of(const std::string& title, const Detection& detection,
                 const DetectContext& context);

}  // namespace cantus
