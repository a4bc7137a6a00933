#pragma once

#include <array>
#include <cstdint>

namespace cantus {

// The habits of one voice, singing or speaking. Everything here is drawn once for each voice.
struct Singer {
  double low_note;  // MIDI; the comfortable range is the octave and a half above it
  // Ratio of formants to an adult man's: women 1.1 to 1.2, children 1.25 to 1.4.
  double tract_scale;
  std::array<double, 7> formant_scale;  // individual deviations of each formant
  double bandwidth_scale;
  double tilt_db;         // source slope above 1 kHz in addition to -6 dB/octave
  double breathiness_db;  // aspiration noise relative to the harmonics
  double consonants_db;
  double nasality;  // 0 .. 1
  double vibrato_hz, vibrato_cents, vibrato_delay_s, vibrato_chance;
  double glide_rate;       // natural frequency of the pitch control, rad/s: 15 slow, 40 quick
  double glide_damping;    // below 1 overshoots
  double scoop_semitones;  // how far below the first note a phrase starts
  double fall_semitones;   // how far the pitch falls when a phrase ends
  double mistune_cents, drift_cents, jitter_cents;
  double dynamics_db;  // slow loudness changes
  double attack_s, release_s;
  double anticipation_s;  // the pitch moves before the note's vowel does
  double breath_db;       // inhalation before a phrase, relative to the voice; below -60: none
  bool clusters;          // sings a language with consonant clusters and closed syllables
};

// The habits of singer (or speaker) number `number`; equal numbers give equal voices.
Singer draw_singer(std::uint64_t number);

}  // namespace cantus
