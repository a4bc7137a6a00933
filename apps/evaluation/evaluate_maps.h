#pragma once

#include <string>
#include <vector>

#include "apps/evaluation/evaluate_model.h"
#include "apps/evaluation/evaluation.h"
#include "data/hdf5/stored_float.h"
#include "models/saliency/voice_mask.h"

namespace cantus {

// How well a detector met the spectrograms of the voices of some songs.
struct SpectralReport {
  struct ScoredSong {
    std::string name;
    SpectralScores scores;
  };
  std::vector<ScoredSong> songs;  // those whose voice is known
  float fitted_scale = 0;         // of the maps; 0: every map had its own

  // Of precisions, recalls and F, each. Schlueter's Table 2 has such means: no F of it is that of
  // its precision and recall. Requires a song.
  SpectralScores mean() const;
};

// Schlueter 2016, section 5: reports on the `predictions` and the summed `saliency`, each at the
// threshold that is best on these songs, and on the maps.
struct MapResult {
  Result in_time;  // no report: the detector says nothing of time
  SpectralReport in_frequency;
};

// Scores a network by its saliency maps of the trial's songs. The curves are smoothed by the
// trial's median. The voice of a song is what its `vocals` hold or, without those, what the
// accompaniment behind it lacks, in sound; of songs with neither the maps are not scored. Errors:
// those of load_model, prepare_trial_songs and SaliencyMapper; kBadData where vocals or an
// accompaniment are not as long as their song, and where no map of those that fit the scale shows
// anything of a voice.
MapResult evaluate_maps(const ModelTrial& trial, const CommonOptions& common);

// Estimates of the voice's spectrogram that need no network: the mix as it is, and a separation by
// repetition (models/baselines/repet_sim.h) where the paper has KAML.
enum class Estimate { kMix, kRepetSim };

template <>
struct EnumNames<Estimate> {
  static constexpr std::array kNames{"mix", "repet-sim"};
};

// The same of one of them, with features in numbers of that type. The trial's model is not looked
// at.
MapResult evaluate_estimate(Estimate estimate, const ModelTrial& trial, StoredFloat type,
                            const CommonOptions& common);

// As `evaluate`'s, with `spectral`; no detectors where there is no report.
nlohmann::ordered_json document_of(const MapResult& result);
// A line: the means and of how many songs, or why there are none.
std::string text_of(const SpectralReport& report);

}  // namespace cantus
