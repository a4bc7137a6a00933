#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace cantus {

// How far decisions run past the voice: the lag of a curve behind the end of a segment of voice,
// and its lead before the start (Schlueter 2016, section 4.2: a network that learned from labels of
// songs sees a voice wherever its excerpt has one, "predictions only decline far away from vocal
// parts, and short pauses are glossed over"). In frames; summed, so that songs can be added.
struct Overshoot {
  std::int64_t num_ends = 0, num_starts = 0;  // that were measured
  std::int64_t lag = 0, lead = 0;             // summed over them; negative: too short
  std::int64_t num_pauses = 0;                // between two segments of one song
  std::int64_t num_glossed_over = 0;          // of them, those decided to be voice throughout

  std::optional<double> mean_lag() const;
  std::optional<double> mean_lead() const;
  Overshoot& operator+=(const Overshoot& other);
  bool operator==(const Overshoot&) const = default;
};

// Of one song, with the decision rule `score > threshold`. A lag runs from a segment's end to the
// first frame behind it that is not decided to be voice, at most to the next segment or the song's
// end; where the last frames of the segment itself are not, it is minus their number. A lead is the
// same in the other direction. Segments in which nothing was decided to be voice have neither; a
// song's first frame is no start, and its last one no end.
//   score, truth [n], truth 1 where there is voice and 0 elsewhere
Overshoot measure_overshoot(std::span<const float> score, std::span<const float> truth,
                            float threshold);

}  // namespace cantus
