#pragma once

#include <filesystem>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/extraction/voice_estimate.h"
#include "models/saliency/masked_sound.h"
#include "models/saliency/voice_mask.h"

namespace cantus {

// The stems that a song was mixed from.
struct Stems {
  std::filesystem::path vocals, accompaniment;
};

// How well an estimate meets the voice, measured with the stems.
struct StemScores {
  // Energy of the voice over the accompaniment's [dB], in the mix and under the estimate's mask.
  double ratio_before_db = 0, ratio_after_db = 0;
  SpectralScores estimate;  // of its log1p magnitudes
  SpectralScores mix;       // of the mix taken as the voice
};

// A song's stem at the rate of the maps, padded or cut to the song's length. Errors: those of
// read_audio; kBadData where the lengths differ by more than 0.1 s.
std::vector<float> stem_of(const std::filesystem::path& stem, std::size_t num_samples);

// Warns of stems that do not add up to the song, as the spectral scores depend on its level.
// Errors: those of stem_of.
StemScores scores_by_stems(const Stems& stems, const MaskedSound& masked,
                           const VoiceEstimate& estimate, const SongFrames& song);

nlohmann::ordered_json json_of(const SpectralScores& scores);
nlohmann::ordered_json json_of(const StemScores& scores);
std::string text_of(const StemScores& scores);

}  // namespace cantus
