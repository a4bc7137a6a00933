#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "data/labels/segment.h"

namespace cantus {

struct MedleyStem {
  std::string id;                     // "S01"
  std::string file;                   // "TRACK_STEM_01.wav"
  std::set<std::string> instruments;  // usually one
};

// The parts of TRACK_METADATA.yaml that are used. The reader is not a YAML parser: it knows only
// the layout of MedleyDB's files. Errors: those of InputFile; kBadData where artist, title or stems
// are missing.
struct MedleyMetadata {
  std::string artist;
  std::string title;
  bool has_bleed = true;  // instruments leak into other stems; false where it says "no"
  std::vector<MedleyStem> stems;
};
MedleyMetadata read_medley_metadata(const std::filesystem::path& path);

// TRACK_ACTIVATION_CONF.lab: header `time,S01,S02,...`, then a row with the confidence of every
// stem each 46.4 ms. Singing is where the confidence of any of `stems` is >= 0.5. Errors: as the
// readers of read_labels.h.
std::vector<Segment> read_medley_activations(const std::filesystem::path& path,
                                             const std::set<std::string>& stems, double duration_s);

// TRACK_SOURCEID.lab: `start_time,end_time,instrument_label`, in any order. Singing is where any of
// `instruments` plays.
std::vector<Segment> read_medley_sources(const std::filesystem::path& path,
                                         const std::set<std::string>& instruments,
                                         double duration_s);

}  // namespace cantus
