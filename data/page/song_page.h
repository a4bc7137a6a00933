#pragma once

#include <string>

#include "data/audio/audio.h"
#include "data/picture/song_timeline.h"

namespace cantus {

// What the page of a song is made of.
struct SongPage {
  SongTimeline timeline;
  const Audio& sound;     // of the timeline's duration
  TimeFrequency map;      // shown in the spectrogram's place when asked for; no frames: none
  std::string map_name;   // "saliency map of spectrogram_cnn"
  std::string tool;       // that wrote it, named below
  std::string detection;  // what made it and was found: the JSON of `detect`
};

// One HTML page that needs no other file: a player, spectrogram and map, truth, what each model
// found, and the curves on one time axis that moves and zooms, and tables of what was found, or
// where there is a truth of what was missed and of false alarms. About 2 MB a minute. Its elements:
// `song`, as JSON what is drawn; `detection`, as JSON what made it; `flac`, the sound in base64.
// Errors: kSoftware for a timeline that is not whole.
std::string to_html(const SongPage& page);

}  // namespace cantus
