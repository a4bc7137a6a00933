#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace cantus {

// How a parameter starts. A matrix is [num_rows, the rest]: rows are output units. Several may be
// stacked, one behind the other: a recurrent layer's directions and gates.
struct Initializer {
  enum class Kind { kConstant, kOrthogonal, kGlorotUniform };

  Kind kind = Kind::kConstant;
  float value = 0;  // the constant
  std::int64_t num_rows = 0;
  std::int64_t num_matrices = 1;
  std::int64_t fan_in = 0;  // Glorot: U(-a, a), a = sqrt(6 / (fan_in + fan_out))
  std::int64_t fan_out = 0;

  static Initializer constant(float value);
  static Initializer orthogonal(std::int64_t num_rows, std::int64_t num_matrices = 1);
  static Initializer glorot_uniform(std::int64_t fan_in, std::int64_t fan_out);
};

// A standard normal number (Box and Muller 1958), for what starts at random: a function of its
// place.
double normal_number(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

// Fills `values`. The numbers depend on (seed, name) only, not on the order of parameters.
// Orthogonal (Saxe et al. 2014): a matrix of normal numbers made orthonormal along its shorter side
// by Gram-Schmidt in double; stacked matrices are made orthonormal one by one.
void initialize(const Initializer& init, std::uint64_t seed, const std::string& name,
                std::span<float> values);

}  // namespace cantus
