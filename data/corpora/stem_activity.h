#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "data/labels/segment.h"

namespace cantus {

// When a stem that holds only voices counts as singing. No corpus of stems has labels, and Hou et
// al. (2020, Table 3) do not say how theirs were made; this method is ours.
struct StemActivity {
  double below_peak_db = 50;           // above the stem's loudest frame less this,
  std::optional<double> absolute_rms;  // or, if given, above this RMS [full scale 1] instead
};

// The "sing" segments of a vocals stem whose mix lasts `mix_s`. `track`: the sound track of an MP4
// file, from 0. Errors: those of read_audio; kBadData for a stem whose length differs from its mix'
// by more than a second.
std::vector<Segment> singing_in_stem(const std::filesystem::path& stem, int track, double mix_s,
                                     const StemActivity& activity);

}  // namespace cantus
