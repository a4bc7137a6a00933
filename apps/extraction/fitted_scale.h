#pragma once

#include <filesystem>

#include "kernels/core/queue.h"
#include "models/saliency/masked_sound.h"

namespace cantus {

struct FittedScale {
  float scale = 0;
  double f = 0;  // mean over the development songs
  std::size_t num_songs = 0;
};

// Fits the scale of saliency maps to the songs of split `valid` of a corpus manifest. Its columns
// `map` and `vocals` name each song's map, by a path from the manifest's folder, and its voice
// alone; songs without vocals are skipped. Errors: those of read_corpus_manifest, read_audio and
// map_of; kBadData without such songs, for a part of a recording (`channel`, `gain_db`), and where
// no map shows anything of a voice.
FittedScale fitted_scale(Queue& host, const MaskedSound& masked,
                         const std::filesystem::path& manifest, double blur_sigma);

}  // namespace cantus
