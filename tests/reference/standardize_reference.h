#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace cantus::reference {

template <typename T>
void standardize(std::int64_t num_frames, std::int64_t num_bands, const std::vector<T>& x,
                 const std::vector<T>& mean, const std::vector<T>& inv_std, std::vector<T>& y) {
  for (std::int64_t i = 0; i < num_frames * num_bands; ++i)
    y[i] = (x[i] - mean[i % num_bands]) * inv_std[i % num_bands];
}

// Mean and standard deviation of one band in two passes, dividing by num_frames - 1.
inline void band_statistics(std::int64_t num_bands, std::int64_t band, const std::vector<double>& x,
                            double& mean, double& deviation) {
  double sum = 0;
  double count = 0;
  for (std::size_t i = band; i < x.size(); i += num_bands, ++count) sum += x[i];
  mean = sum / count;
  double squares = 0;
  for (std::size_t i = band; i < x.size(); i += num_bands) squares += (x[i] - mean) * (x[i] - mean);
  deviation = std::sqrt(squares / (count - 1));
}

}  // namespace cantus::reference
