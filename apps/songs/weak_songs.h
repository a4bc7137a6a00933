#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "apps/songs/labelled_songs.h"
#include "data/labels/frame_targets.h"

namespace cantus {

// Whether a manifest, or folder, has labels of songs alone. Errors: those of InputFile.
bool is_weakly_labelled(const std::filesystem::path& manifest);

// The songs of manifests of either form, corpus (data/manifest/corpus_manifest.h) or weak
// (data/manifest/weak_labels.h: a table, or folders); the clips of the latter are all for training
// and bring the fact `has_voice`. Errors: those of both readers and of read_songs.
std::vector<CorpusSong> weakly_labelled_songs(const std::vector<std::filesystem::path>& manifests,
                                              const std::vector<std::string>& kinds);

// Forgets where in a song the voice is (Schlueter 2016, section 4.1): every frame of a song is 1
// where stated_voice says so or, where it says nothing, any frame was; otherwise 0. Warns of one
// sound that has both. Errors: those of stated_voice; kBadConfig, naming `manifest`, when of the
// songs with an excerpt's `num_frames`, which alone are drawn from, none has voice or all have.
void label_by_song(std::vector<LabelledSong>& songs, std::int64_t num_frames,
                   const std::filesystem::path& manifest);

// Gives the frames of the songs with voice their targets in place of labels. Songs without voice
// stay as they are: that they have none is sure. Errors: kBadConfig, naming `file`, where targets
// of a song are missing or are of another number of frames.
void take_targets(std::vector<LabelledSong>& songs, const FrameTargets& targets,
                  const std::filesystem::path& file);

// For networks that decide about every frame of an excerpt, which cannot pass over some. Errors:
// kBadConfig, naming `file`, where frames of a song are not learned from.
void require_all_targets(const std::vector<LabelledSong>& songs, const std::filesystem::path& file);

}  // namespace cantus
