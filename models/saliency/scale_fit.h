#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cantus {

// The one scale of a network's maps that suits songs whose voice is known: Schlueter 2016, section
// 4.1, scales maps "to a range comparable to the spectrogram" and does not say how. F is the mean
// of the songs', as in the paper's Table 2, where it is not the F of the mean precision and recall.
class ScaleFit {
 public:
  ScaleFit();

  // A song's blurred map, the log1p magnitudes of its mix and those of its voice, all [n] and not
  // negative. It is held against every scale and forgotten, so that songs may be many.
  void add(std::span<const float> blurred, std::span<const float> spectrogram,
           std::span<const float> voice);

  // Among 2^(k/16) from 2^-8 to 2^24, the scale with the highest F, the smallest of equals; 0 if
  // there is none: no song, or no voice that a map shows.
  float scale() const;
  // The mean F at that scale; 0 if there is none.
  double f() const;

 private:
  std::vector<double> sum_f_;  // of the songs, by scale
  std::int64_t num_songs_ = 0;
};

}  // namespace cantus
