#include "apps/model/likeness_warnings.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "data/frontend/front_end.h"
#include "models/detection/likeness.h"

namespace cantus {
namespace {

// Beyond this [deviations in training] a song is unlike the training songs: with the shipped model
// 0 of 80 accompaniments of MIR-1K, 64 at -12 dB, all without what is above 5 kHz.
constexpr double kFar = 1;

// The --gain-db, in whole dB, that brings the middle band to its mean in training; includes the
// gain_db that the song has already.
double gain_to_training_db(const Likeness& likeness, const Model& model,
                           const LogCompression& compression, double gain_db) {
  const Standardization& training = model.standardization;
  const double there = training.mean[likeness.level_band];
  const double here = there + likeness.level / training.inv_std[likeness.level_band];
  constexpr double kLeast = 1e-12;
  const double gain =
      magnitude_of(compression, there) / std::max(kLeast, magnitude_of(compression, here));
  return std::clamp(std::round(gain_db + 20 * std::log10(std::max(kLeast, gain))), -60.0, 60.0);
}

}  // namespace

std::vector<std::string> likeness_warnings(const Model& model, const FeatureMatrix& features,
                                           double gain_db) {
  const FrontEnd& front_end = front_end_preset(model.facts.front_end);
  const Likeness likeness = likeness_to_training(features.values, standard_silence(model));
  std::vector<std::string> warnings;
  if (std::fabs(likeness.level) > kFar) {
    const bool is_quieter = likeness.level < 0;
    warnings.push_back(fmt::format(
        "far {} than what the model learned from: voice may be missed{}; "
        "--gain-db {:.0f}{} brings it there",
        is_quieter ? "quieter" : "louder", is_quieter ? "" : ", and music taken for voice",
        gain_to_training_db(likeness, model, front_end.compression, gain_db),
        gain_db == 0 ? "" : fmt::format(" instead of {:g}", gain_db)));
  }
  if (likeness.treble < -kFar) {
    const auto centres_hz = band_centres_hz(front_end);
    warnings.push_back(
        fmt::format("far less above {:.0f} Hz than in what the model learned from: music may be "
                    "taken for voice",
                    centres_hz[first_treble_band(centres_hz.size())]));
  }
  return warnings;
}

}  // namespace cantus
