#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "data/synth/corpus/studio.h"

namespace cantus {

// General MIDI soundfonts to play with, perhaps none: $CANTUS_SOUNDFONT alone when it is set, or
// else those of TimGM6mb, FluidR3Mono_GM and MuseScore_General_Lite that Debian has installed.
std::vector<std::filesystem::path> find_soundfonts();

// Plays a score with the fluidsynth program and one of the soundfonts (drawn from the seed), both
// layers in one run; temporary files go to `scratch`. Errors: those of run_process; kUnavailable
// when the program fails.
Backing play_fluidsynth(const Score& score, std::uint64_t seed,
                        const std::vector<std::filesystem::path>& soundfonts,
                        const std::filesystem::path& scratch);

}  // namespace cantus
