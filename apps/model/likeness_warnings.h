#pragma once

#include <string>
#include <vector>

#include "apps/model/model_file.h"
#include "data/frontend/feature_extractor.h"

namespace cantus {

// What a reader should know of a song that lies far from those that the model learned from: its
// level, with the `--gain-db` that brings it there, and its treble.
//   features: the song's, its level changed by gain_db, standardized as the model's
std::vector<std::string> likeness_warnings(const Model& model, const FeatureMatrix& features,
                                           double gain_db);

}  // namespace cantus
