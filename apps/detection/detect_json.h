#pragma once

#include <string>
#include <vector>

#include "apps/detection/detect_song.h"
#include "kernels/core/device.h"
#include "kernels/core/error.h"

namespace cantus {

// What made a result, for its JSON.
struct DetectProvenance {
  const ModelFacts* facts = nullptr;
  std::string model_sha256;
  Device device;
  double gain_db = 0;
  SegmentSettings settings;
  std::string precision;
  std::string blocks;  // "exact", or "streaming" where the network ran on over the song
};

// One song as a JSON object: path, duration, segments with their probability, warnings, files.
std::string song_json(const std::string& path, const Detection& detection,
                      const std::string& positive_label, const std::vector<std::string>& files);

// A song whose files were there and were kept: path, files, was_there.
std::string song_json(const std::string& path, const std::vector<std::string>& files);

// A song that failed as a JSON object: path, and error with its code and the line on stderr.
std::string song_json(const std::string& path, const Error& error);

// The whole result, schema "cantus.detect/1"; `songs` are objects made by song_json.
std::string detect_json(const DetectProvenance& provenance, const std::vector<std::string>& songs);

}  // namespace cantus
