#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "apps/songs/labelled_songs.h"
#include "data/labels/frame_targets.h"

namespace cantus {

// Whether a manifest, or folder, labels whole songs only. Errors: those of InputFile.
bool is_weakly_labelled(const std::filesystem::path& manifest);

// The songs of manifests of either form: corpus (data/manifest/corpus_manifest.h) or weak
// (data/manifest/weak_labels.h: a table, or folders). Clips of weak manifests are all of split
// train and have the fact `has_voice`. Errors: those of both readers and of checked_songs.
std::vector<CorpusSong> weakly_labelled_songs(const std::vector<std::filesystem::path>& manifests,
                                              const std::vector<std::string>& kinds);

// Forgets where in a song the voice is (Schlueter 2016, section 4.1): labels all frames of a song 1
// if stated_voice says so or, if it says nothing, any of them had voice; else 0. Warns of a sound
// in both classes. Errors: those of stated_voice; kBadConfig, naming `manifest`, when none or all
// songs of at least `num_frames` frames (an excerpt: others are not drawn) have voice.
void label_by_song(std::vector<LabelledSong>& songs, std::int64_t num_frames,
                   const std::filesystem::path& manifest);

// Replaces the labels of songs with voice by targets; songs without voice keep their labels, which
// are certain. Errors: kBadConfig, naming `file`, where a song's targets are missing or are of
// another number of frames.
void take_targets(std::vector<LabelledSong>& songs, const FrameTargets& targets,
                  const std::filesystem::path& file);

// Refuses frames without targets, for networks that decide about every frame of an excerpt. Errors:
// kBadConfig, naming `file`.
void require_all_targets(const std::vector<LabelledSong>& songs, const std::filesystem::path& file);

}  // namespace cantus
