#pragma once

#include <cstdint>
#include <filesystem>

#include "data/synth/studio.h"

namespace cantus {

// The General MIDI soundfont: $CANTUS_SOUNDFONT, or TimGM6mb where Debian installs it.
// Errors: kUnavailable when there is none.
std::filesystem::path find_soundfont();

// Plays a score with the fluidsynth program, both layers in one run; files go to `scratch`.
// Errors: those of run_process; kUnavailable when the program fails.
Backing play_fluidsynth(const Score& score, std::uint64_t seed,
                        const std::filesystem::path& soundfont,
                        const std::filesystem::path& scratch);

}  // namespace cantus
