#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "data/labels/segment.h"

namespace cantus {

// When a stem with nothing but voices counts as singing. No corpus of stems has labels, and Hou et
// al. (2020, Table 3) do not say how theirs were made; these are ours.
struct StemActivity {
  double below_peak_db = 50;           // louder than this under the stem's loudest frame,
  std::optional<double> absolute_rms;  // or than this RMS [full scale 1], which then counts alone
};

// The segments labelled "sing" of a vocals stem, whose mix lasts `mix_s`. `track`: of an MP4 file,
// from 0. Errors: those of read_audio; kBadData for a stem whose length differs from its mix' by
// more than a second.
std::vector<Segment> singing_in_stem(const std::filesystem::path& stem, int track, double mix_s,
                                     const StemActivity& activity);

}  // namespace cantus
