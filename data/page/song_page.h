#pragma once

#include <string>

#include "data/audio/audio.h"
#include "data/picture/song_timeline.h"

namespace cantus {

// The input of a song's page.
struct SongPage {
  SongTimeline timeline;
  const Audio& sound;     // as long as the timeline
  TimeFrequency map;      // shown instead of the spectrogram on demand; no frames: no map
  std::string map_name;   // "saliency map of spectrogram_cnn"
  std::string tool;       // the program that wrote the page, named at its end
  std::string detection;  // the JSON of `detect`: settings and results
};

// One self-contained HTML page: a player; spectrogram or map, truth, detections of each model and
// curves on one time axis that pans and zooms; tables of the detections or, with a truth, of missed
// voice and false alarms. About 2 MB a minute. Its data elements: `song` (JSON, what is drawn),
// `detection` (JSON, see SongPage), `flac` (the sound in base64). Errors: kSoftware for a timeline
// that is not whole.
std::string to_html(const SongPage& page);

}  // namespace cantus
