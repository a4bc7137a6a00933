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

// What a text-to-speech program said, at kSynthRate.
struct Utterance {
  Audio audio;
  std::vector<SpokenPhone> phones;  // flite alone knows them
};

// flite: voice kal, kal16, awb, rms or slt. Errors: kUnavailable when it is absent or fails.
Utterance say_with_flite(const std::string& voice, const std::string& text, double pitch_hz,
                         double slowness, const std::filesystem::path& scratch);

// espeak-ng: voice "language+variant"; pitch 0 .. 99. Some of its voices crash on some texts or
// have no sound for them: then the utterance is empty. Errors: kUnavailable when it is absent,
// hangs or fails otherwise.
Utterance say_with_espeak(const std::string& voice, const std::string& text, int words_per_minute,
                          int pitch, const std::filesystem::path& scratch);

// Languages and variants of the installed espeak-ng that belong to a split, sorted; one of each at
// least. No language and no variant is in two splits, so neither is a speaker. Errors: kUnavailable
// when it has none for this split, is absent or fails.
struct EspeakVoices {
  std::vector<std::string> languages;
  std::vector<std::string> variants;
};
EspeakVoices espeak_voices(Split split);

}  // namespace cantus
