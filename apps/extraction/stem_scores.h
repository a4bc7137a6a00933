#pragma once

#include <filesystem>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/extraction/voice_estimate.h"
#include "models/saliency/masked_sound.h"
#include "models/saliency/voice_mask.h"

namespace cantus {

// What a song was mixed of.
struct Stems {
  std::filesystem::path vocals, accompaniment;
};

// How well a voice was found, by the stems.
struct StemScores {
  // The stems' energies under the estimate's mask and, before, under none [dB].
  double ratio_before_db = 0, ratio_after_db = 0;
  SpectralScores estimate;  // of the voice's log1p magnitudes
  SpectralScores mix;       // of the mix taken for the voice
};

// A stem of a song at the maps' rate, as long as the song is there but for what conversions pad and
// cut. Errors: those of read_audio; kBadData where it differs by more than 0.1 s.
std::vector<float> stem_of(const std::filesystem::path& stem, std::size_t num_samples);

// Warns of stems whose sum is not the song: the spectral scores depend on its level. Errors: those
// of read_audio.
StemScores scores_by_stems(const Stems& stems, const MaskedSound& masked,
                           const VoiceEstimate& estimate, const SongFrames& song);

nlohmann::ordered_json json_of(const SpectralScores& scores);
nlohmann::ordered_json json_of(const StemScores& scores);
std::string text_of(const StemScores& scores);

}  // namespace cantus
