#pragma once

#include <optional>
#include <vector>

#include "data/audio/audio.h"
#include "data/labels/segment.h"

namespace cantus {

// The thresholds of the endpoint detector that depend on the sound. Levels are RMS of one frame in
// decibels.
struct SpeechActivityOptions {
  // A frame is speech for sure when within this of the loudest frame. At -50 the decay of a voice
  // in its room counts as speech and endings come 64 to 99 ms late; at -35 they agree with phone
  // times to -16 to +10 ms.
  double onset_below_peak_db = 35.0;
  // In a noisy recording the threshold is this far above the noise instead (the level that a tenth
  // of all frames stay below).
  double onset_above_noise_db = 9.0;
  // If given, the threshold itself (dB re full scale), whatever peak and noise are.
  std::optional<double> absolute_onset_db;
  // Hysteresis: speech reaches as far as the level stays above the threshold less this, so that
  // weak first and last consonants belong to their word and the decision does not flicker.
  double hysteresis_db = 3.0;
  // Hangover: shorter pauses (the closure of a plosive) do not interrupt speech.
  double hangover_ms = 150.0;
};

// Where somebody speaks in a recording of speech alone, by energy: segments labelled "speech", in
// order, without overlap. The endpoint detector of Hou et al. 2020 is not published; this is ours.
std::vector<Segment> find_speech(const Audio& audio, const SpeechActivityOptions& options = {});

}  // namespace cantus
