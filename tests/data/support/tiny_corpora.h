#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "data/audio/audio.h"

namespace cantus {

// Miniature public corpora in their original layout: songs of 3 s, each with a sound of its own;
// vocals, where there are any, sing from 1 s to 2 s.

// A song's own tone, and its vocals.
Audio tiny_song(const std::string& name);
Audio tiny_vocals(const std::string& name);

// Two songs for each split, named after it: train/one.wav ... with labels beside them.
void make_tiny_folder(const std::filesystem::path& folder);
// Songs "01 - Über - train.ogg" and so on, in fact WAV files, one for each split.
void make_tiny_jamendo(const std::filesystem::path& folder);
// Pieces 1 (by disc and track), 17 (by its disc's title) and 100 (by its number), with singers.
void make_tiny_rwc_pop(const std::filesystem::path& folder);
// "A Classic Education - NightOwl", "Leaf - Summerghost" (validates) and, in test/, "PR - Oh No".
void make_tiny_musdb18_hq(const std::filesystem::path& folder);
// AClassicEducation_NightOwl with activations and two voices, Grants_PunchDrunk with sources and
// bleed, and one song without voice.
void make_tiny_medleydb(const std::filesystem::path& folder);
// Three songs.
void make_tiny_ccmixter(const std::filesystem::path& folder);
// Two clips of each of three singers.
void make_tiny_mir1k(const std::filesystem::path& folder);

}  // namespace cantus
