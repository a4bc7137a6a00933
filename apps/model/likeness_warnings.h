#pragma once

#include <string>
#include <vector>

#include "apps/model/model_file.h"
#include "data/frontend/feature_extractor.h"

namespace cantus {

// Warnings for a song that lies far from those that the model was trained on: about its level, with
// the `--gain-db` that corrects it, and about its treble.
//   features: the song's, after gain_db, standardized by the model's statistics
std::vector<std::string> likeness_warnings(const Model& model, const FeatureMatrix& features,
                                           double gain_db);

}  // namespace cantus
