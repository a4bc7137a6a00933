#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "data/corpora/recording.h"

namespace cantus {

// A recording whose sound was decoded and whose labels were read.
struct CheckedRecording {
  double duration_s = 0;
  double voiced_s = 0;
  std::vector<Segment> derived;          // from start to end, where labels are derived
  std::string early_end;                 // a warning that labels end early, or ""
  std::set<std::string> foreign_labels;  // that mean neither voice nor none
};

// Decodes a recording and reads its labels. Errors: those of both and of derive_labels; kBadData
// for a name that no manifest can hold and for vocals over 0.1 s longer or shorter than their mix.
CheckedRecording check_recording(const Recording& recording);

// Totals of the recordings of one split and kind.
struct CorpusTotals {
  int num_recordings = 0;
  std::set<std::string> singers;  // those that are known
  double duration_s = 0;
  double voiced_s = 0;
};
using TotalsByPart = std::map<std::pair<Split, std::string>, CorpusTotals>;

TotalsByPart totals_of(const std::vector<Recording>& recordings,
                       const std::vector<CheckedRecording>& checked);

// Warnings of what is allowed: singers in several splits, splits without recordings, labels that do
// not count as voice or end long before their sound, label files that are not read.
std::vector<std::string> warnings_of(const std::vector<Recording>& recordings,
                                     const std::vector<CheckedRecording>& checked);

}  // namespace cantus
