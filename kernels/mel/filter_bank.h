#pragma once

#include <cstdint>
#include <vector>

namespace cantus {

// Triangular filters over the bins of a spectrum, each stored from its first to its last bin that
// counts.
struct FilterBank {
  std::int64_t num_bins = 0;            // of the spectra it is applied to
  std::vector<std::int32_t> first_bin;  // [num_bands]
  std::vector<std::int32_t> offset;     // [num_bands + 1]: where the weights of each band begin
  std::vector<float> weights;           // [offset[num_bands]]
  std::vector<double> centre_hz;        // [num_bands]: the triangles' peaks

  std::int64_t num_bands() const { return static_cast<std::int64_t>(first_bin.size()); }
};

struct MelOptions {
  double sample_rate = 0;       // Hz
  std::int64_t fft_points = 0;  // bins lie sample_rate / fft_points apart
  std::int64_t num_bins = 0;    // bins kept
  std::int64_t num_bands = 0;
  double low_hz = 0;
  double high_hz = 0;
};

// Slaney's filters (librosa.filters.mel with its defaults): bands linear in frequency below 1 kHz
// and logarithmic above, triangles of unit area in Hz. Throws Error(kSoftware) when a filter has no
// bin or reaches beyond the bins kept; so does the other one.
FilterBank slaney_filter_bank(const MelOptions& options);

// The filters of Schlueter's 2015 front end: bands equidistant in 1127 ln(1 + f / 700), peaks moved
// to the next bin, slopes divided by counts of bins instead of Hz, each filter summing to one.
FilterBank ismir2015_filter_bank(const MelOptions& options);

}  // namespace cantus
