#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "data/synth/instruments/midi_file.h"

namespace cantus {

// The part of a soundfont that these notes sound, as a soundfont (SoundFont 2.04 sections 4 to 7,
// and SF3, whose samples are Ogg Vorbis streams): presets, zones, modulators and samples as they
// are, without those that no note reaches. A player reads and decodes all samples of a preset
// however few it needs; what it plays from the part is the same to the bit. Nothing when the file
// is not laid out as usual or lacks a preset: play it whole.
// Errors: those of InputFile.
std::optional<std::string> soundfont_part(const std::filesystem::path& soundfont,
                                          const NotesOfPresets& notes);

}  // namespace cantus
