#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/audio/audio.h"
#include "data/synth/score/performance.h"
#include "data/synth/score/score.h"

namespace cantus {

struct SpokenPhone {
  std::string name;
  Span span;
};

// The output of a text-to-speech program, at kSynthRate.
struct Utterance {
  Audio audio;
  std::vector<SpokenPhone> phones;  // only flite reports them
};

// flite: voice kal, kal16, awb, rms or slt. Errors: kUnavailable when it is absent or fails.
Utterance say_with_flite(const std::string& voice, const std::string& text, double pitch_hz,
                         double slowness, const std::filesystem::path& scratch);

// espeak-ng: voice "language+variant"; pitch 0 .. 99. Some of its voices crash on or are silent for
// some texts: then the utterance is empty. Errors: kUnavailable when it is absent, hangs or fails
// otherwise.
Utterance say_with_espeak(const std::string& voice, const std::string& text, int words_per_minute,
                          int pitch, const std::filesystem::path& scratch);

// Languages and variants of the installed espeak-ng that belong to a split, sorted; at least one of
// each. No language or variant is in two splits, and so no speaker. Errors: kUnavailable when
// espeak-ng has none for this split, is absent or fails.
struct EspeakVoices {
  std::vector<std::string> languages;
  std::vector<std::string> variants;
};
EspeakVoices espeak_voices(Split split);

}  // namespace cantus
