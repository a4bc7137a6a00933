#pragma once

#include <string>
#include <vector>

#include "apps/evaluation/evaluate_model.h"
#include "apps/evaluation/evaluation.h"
#include "data/hdf5/stored_float.h"
#include "models/saliency/voice_mask.h"

namespace cantus {

// How well a detector meets the spectrograms of the voices of some songs.
struct SpectralReport {
  struct ScoredSong {
    std::string name;
    SpectralScores scores;
  };
  std::vector<ScoredSong> songs;  // those whose voice is known
  float fitted_scale = 0;         // of all maps; 0: each map had its own

  // The mean precision, mean recall and mean F. Schlueter's Table 2 has such means, so its F is not
  // that of its precision and recall. Requires a song.
  SpectralScores mean() const;
};

// Schlueter 2016, section 5: reports on the `predictions` and the summed `saliency`, each at the
// threshold that is best on these songs, and on the maps.
struct MapResult {
  Result in_time;  // no report if the detector gives no curve in time
  SpectralReport in_frequency;
};

// Scores a network by its saliency maps of the trial's songs; curves are smoothed by the trial's
// median. A song's voice is the sum of its `vocals` or, without those, the song minus the
// accompaniment in the next row; maps of songs with neither are not scored. Errors: those of
// load_model, prepare_trial_songs and SaliencyMapper; kBadData where vocals or an accompaniment are
// not as long as their song, and where no map that the scale is fitted to shows anything of a
// voice.
MapResult evaluate_maps(const ModelTrial& trial, const CommonOptions& common);

// Estimates of the voice's spectrogram that need no network: the mix as it is, and a separation by
// repetition (models/baselines/repet_sim.h) where the paper has KAML.
enum class EstimateKind { kMix, kRepetSim };

template <>
struct EnumNames<EstimateKind> {
  static constexpr std::array kNames{"mix", "repet-sim"};
};

// Scores one of them in the same way, with features stored as `type`. The trial's model is not
// used.
MapResult evaluate_estimate(EstimateKind estimate, const ModelTrial& trial, StoredFloat type,
                            const CommonOptions& common);

// As the document of `evaluate`, with `spectral`; no detectors where there is no report.
nlohmann::ordered_json document_of(const MapResult& result);
// A line with the means and the number of songs, or why there are none.
std::string text_of(const SpectralReport& report);

}  // namespace cantus
