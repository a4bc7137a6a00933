#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cantus {

// The detector's output over time: the probability of a voice at ascending times.
struct Curve {
  std::vector<double> time_s;
  std::vector<float> value;  // one for each time

  bool operator==(const Curve&) const = default;
};

// CSV with the header time,prob (Sonic Visualiser imports it as time values): times with six
// decimals, values with as many digits as it takes to read the same float back.
std::string to_csv(const Curve& curve);

// Errors: those of InputFile; kBadData with FILE:LINE for numbers that are not finite or times not
// ascending.
Curve read_curve_csv(const std::filesystem::path& path);

// NPZ with the arrays `time` (float64) and `prob` (float32), as numpy.load reads it.
std::string to_npz(const Curve& curve);

// Encodes an HDF5 file with the vector `prob` (float32) on the dimension scale `time` (float64,
// seconds). Errors: those of Hdf5Writer.
std::string to_hdf5(const Curve& curve);

// Reads what to_npz or numpy.savez wrote. Errors: those of read_npz; kBadData when an array is
// absent or of another length, or holds what read_curve_csv would refuse.
Curve read_curve_npz(const std::filesystem::path& path);

}  // namespace cantus
