#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/synth/score/random.h"
#include "data/synth/score/score.h"
#include "data/synth/voices/voice.h"

namespace cantus {

// The accompaniment of a song in two layers, at kSynthRate.
struct Backing {
  std::vector<float> rhythm;
  std::vector<float> solo;  // instruments set to the voice's level; may be silent
};

// The source of performances. Use one studio per thread; its results depend on the arguments
// alone.
class Studio {
 public:
  virtual ~Studio() = default;
  // Draws the name of a voice of the given split; different splits never share a name or
  // speaker.
  virtual std::string cast(Split split, Random& random) const = 0;
  virtual VoiceTrack sing(const Score& score, const std::string& voice, std::uint64_t seed) = 0;
  virtual VoiceTrack speak(double duration_s, const std::string& voice, std::uint64_t seed) = 0;
  virtual Backing play(const Score& score, std::uint64_t seed) = 0;
};

// Formant voices and computed instruments, without packages or recordings; bit-exact from the seed.
std::unique_ptr<Studio> make_builtin_studio();

// Throws Error(kUnavailable) where a program or soundfont that a tts studio needs is absent.
void require_tts();

// Voices of espeak-ng and flite, instruments of fluidsynth with a General MIDI soundfont, run as
// processes that write under `scratch`. Errors: those of require_tts.
std::unique_ptr<Studio> make_tts_studio(const std::filesystem::path& scratch);

}  // namespace cantus
