#pragma once

#include <vector>

#include "data/synth/score/random.h"
#include "data/synth/score/score.h"
#include "data/synth/score/singer.h"

namespace cantus {

constexpr int kSynthRate = 22050;    // Hz
constexpr double kVoiceHopS = .005;  // control frames of a voice
inline int voice_frames(double duration_s) { return static_cast<int>(duration_s / kVoiceHopS) + 1; }

struct Span {
  double start_s;
  double end_s;
};

// Natural lengths of a syllable's consonants, before and after its nucleus.
struct SyllableShape {
  std::vector<double> onset_s;
  std::vector<double> coda_s;
};

struct TimedSyllable {
  std::vector<Span> onset;
  Span nucleus;
  std::vector<Span> coda;
  double start_s() const { return onset.empty() ? nucleus.start_s : onset.front().start_s; }
  double end_s() const { return coda.empty() ? nucleus.end_s : coda.back().end_s; }
};

// Number of syllables a phrase needs: notes that are not slurred.
int num_syllables(const Phrase& phrase);

// Where the phones of a phrase lie in time: nuclei start on the notes, consonants come before them
// at natural speed and take at most 45 % of the time between two notes (Sundberg: the vowel is on
// the beat).
std::vector<TimedSyllable> time_syllables(const Phrase& phrase,
                                          const std::vector<SyllableShape>& shapes);

// Pitch and loudness of a performance, one value every kVoiceHopS; f0_hz is 0 outside phrases.
struct Expression {
  std::vector<double> f0_hz;
  std::vector<double> level_db;
};

// Moves a song by octaves into the singer's range.
double octave_shift(const std::vector<Phrase>& phrases, const Singer& singer);

// Writes pitch and loudness of one phrase into `expression` over [start_s, end_s]: a second-order
// pitch control with overshoot, preparation, vibrato and fine fluctuation (Saitou et al. 2005),
// scoops and falls.
void express_phrase(const Phrase& phrase, double start_s, double end_s, double shift,
                    const Singer& singer, Random& random, Expression& expression);

}  // namespace cantus
