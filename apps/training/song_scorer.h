#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "data/excerpts/excerpts.h"
#include "models/detection/detector.h"

namespace cantus {

// Scores all excerpts of a song with their probability of voice by detection over the whole song,
// which computes only once what excerpts share. `excerpts` holds standardized features.
class SongScorer {
 public:
  // Errors: those of Detector.
  SongScorer(Queue& queue, const Network& network, Parameters& parameters, const Excerpts& excerpts,
             Precision precision);

  // One score per excerpt of the song, in order; none for a song shorter than an excerpt.
  // after_stretch: see Detector::curve.
  std::vector<float> score(std::int64_t song,
                           const std::function<void(std::int64_t num_frames)>& after_stretch = {});

 private:
  const Excerpts& excerpts_;
  Detector detector_;
  std::vector<float> frames_;
};

// For every song that has excerpts the one with the highest probability of voice, the first of
// equals: BP-MIP's choice (Schlueter 2016, section 3.2), found by detection over the whole song.
// `excerpts` holds standardized features. `note_song` is called before each song.
std::vector<std::int64_t> likeliest_excerpts(Queue& queue, const Network& network,
                                             Parameters& parameters, const Excerpts& excerpts,
                                             Precision precision,
                                             const std::function<void()>& note_song);

}  // namespace cantus
