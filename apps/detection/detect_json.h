#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "apps/detection/detect_song.h"
#include "kernels/core/device.h"
#include "kernels/core/precision.h"
#include "models/detection/block_scoring.h"

namespace cantus {

// A model that contributed to a result; `name` identifies it.
struct NamedModel {
  std::string name;
  std::string network;
  std::string sha256;
};

// What made a result, for its JSON document.
struct DetectProvenance {
  const ModelFacts* facts = nullptr;
  std::string model_sha256;
  Device device;
  double gain_db = 0;
  SegmentSettings settings;
  Precision precision = Precision::kFloat32;
  BlockScoring blocks = BlockScoring::kExact;
  std::vector<NamedModel> beside;  // the other models shown
  std::optional<NamedModel> map;   // the network of the map that is shown
};

// A song as a JSON object: path, duration, segments with their confidence, warnings, files.
nlohmann::ordered_json song_json(const std::string& path, const Detection& detection,
                                 const std::string& positive_label,
                                 const std::vector<std::string>& files);

// A song whose files existed and were kept: path, files, was_there.
nlohmann::ordered_json song_json(const std::string& path, const std::vector<std::string>& files);

// The whole result, schema "cantus.detect/1"; `songs` is an array of objects made by song_json.
nlohmann::ordered_json detect_json(const DetectProvenance& provenance,
                                   const nlohmann::ordered_json& songs);

}  // namespace cantus
