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
  std::vector<Segment> derived;  // from end to end, where labels are derived
  std::string early_end;         // a warning of labels that end long before the sound, or ""
  std::set<std::string> foreign_labels;  // that say neither voice nor none
};

// Errors: those of read_audio, of the label readers, of derive_labels; kBadData for a name that no
// manifest can hold and for vocals whose length differs from their mix' by more than 0.1 s.
CheckedRecording check_recording(const Recording& recording);

// Of the recordings of one split and kind.
struct CorpusTotals {
  int num_recordings = 0;
  std::set<std::string> singers;  // those that are known
  double duration_s = 0;
  double voiced_s = 0;
};
using TotalsByPart = std::map<std::pair<Split, std::string>, CorpusTotals>;

TotalsByPart totals_of(const std::vector<Recording>& recordings,
                       const std::vector<CheckedRecording>& checked);

// What is allowed and may surprise: singers in several splits, splits without recordings, labels
// that are not taken for voice or end long before their sound, label files that are not read.
std::vector<std::string> warnings_of(const std::vector<Recording>& recordings,
                                     const std::vector<CheckedRecording>& checked);

}  // namespace cantus
