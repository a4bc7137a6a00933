#pragma once

#include <string>
#include <vector>

#include "apps/detect_song.h"
#include "kernels/core/device.h"

namespace cantus {

// What made a result, for its JSON.
struct DetectProvenance {
  const ModelFacts* facts = nullptr;
  std::string model_sha256;
  Device device;
  SegmentSettings settings;
};

// One song as a JSON object: path, duration, segments with their probability, warnings, files.
std::string song_json(const std::string& path, const Detection& detection,
                      const std::string& positive_label, const std::vector<std::string>& files);

// The whole result, schema "cantus.detect/1"; `songs` are objects made by song_json.
std::string detect_json(const DetectProvenance& provenance, const std::vector<std::string>& songs);

}  // namespace cantus
