#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "data/synth/instruments/midi_file.h"

namespace cantus {

// A smaller soundfont with only what these notes use (SoundFont 2.04 sections 4 to 7, and SF3,
// whose samples are Ogg Vorbis streams): presets, zones, modulators and samples are copied
// unchanged, those that no note reaches left out. It saves time, as a player decodes all
// samples of a preset however few it needs; what it plays is bit-identical. None when the file
// has an unusual layout or lacks a preset: then play the whole file. Errors: those of
// InputFile.
std::optional<std::string> soundfont_part(const std::filesystem::path& soundfont,
                                          const NotesOfPresets& notes);

}  // namespace cantus
