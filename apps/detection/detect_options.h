#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/detection/detect_files.h"
#include "apps/program/flags.h"
#include "apps/program/verb.h"
#include "apps/songs/song_inputs.h"
#include "kernels/core/precision.h"
#include "models/detection/block_scoring.h"
#include "models/detection/segments.h"

namespace cantus {

struct DetectOptions {
  SongInputs inputs;
  std::filesystem::path model;
  std::vector<std::string> beside;  // more models, shown in picture and page
  std::filesystem::path output;
  DetectOutputs outputs;
  Precision precision = Precision::kFloat32;
  BlockScoring blocks = BlockScoring::kExact;
  std::filesystem::path truth;
  std::filesystem::path map;  // from `saliency`, shown in the page
  std::string name = "{dir}/{stem}.{ext}";
  bool skip_existing = false;  // keep files that exist
  double gain_db = 0;          // change the songs' level first
  double threshold = 0.5;
  std::optional<double> onset;   // for hysteresis; none: the threshold
  std::optional<double> offset;  // none: the threshold, or the onset if that is lower
  SegmentSettings segments;      // except onset and offset
};

void declare_detect(Flags& flags, DetectOptions& options);

// Errors: kUsage for flags that need others or contradict each other.
void require_consistent(const DetectOptions& options, std::size_t num_songs,
                        const CommonOptions& common);

// The segment settings of the options, onset and offset included.
SegmentSettings segment_settings(const DetectOptions& options);

}  // namespace cantus
