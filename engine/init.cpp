#include "engine/init.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "kernels/core/error.h"
#include "kernels/core/philox.h"

namespace cantus {
namespace {

// FNV-1a: the hash of a parameter's name selects its stream of random numbers.
std::uint64_t hash_of(const std::string& name) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

PhiloxWords words_for(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return philox(seed, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(stream),
                static_cast<std::uint32_t>(stream >> 32),
                static_cast<std::uint32_t>(Purpose::kInit));
}

// Makes the rows of a [rows, columns] matrix orthonormal; rows <= columns.
void orthonormalize(std::vector<double>& matrix, std::int64_t rows, std::int64_t columns) {
  for (std::int64_t r = 0; r < rows; ++r) {
    double* row = matrix.data() + r * columns;
    // Twice is enough (Giraud et al. 2005): the second sweep removes what rounding left.
    for (int sweep = 0; sweep < 2; ++sweep) {
      for (std::int64_t p = 0; p < r; ++p) {
        const double* previous = matrix.data() + p * columns;
        double dot = 0;
        for (std::int64_t c = 0; c < columns; ++c) dot += row[c] * previous[c];
        for (std::int64_t c = 0; c < columns; ++c) row[c] -= dot * previous[c];
      }
    }
    double norm = 0;
    for (std::int64_t c = 0; c < columns; ++c) norm += row[c] * row[c];
    norm = std::sqrt(norm);
    for (std::int64_t c = 0; c < columns; ++c) row[c] /= norm;
  }
}

void fill_orthogonal(const Initializer& init, std::uint64_t seed, std::uint64_t stream,
                     std::span<float> values) {
  const std::int64_t rows = init.num_rows;
  const auto columns = static_cast<std::int64_t>(values.size()) / rows;
  const bool transposed = rows > columns;
  const std::int64_t short_side = transposed ? columns : rows;
  const std::int64_t long_side = transposed ? rows : columns;
  std::vector<double> matrix(values.size());
  for (std::size_t i = 0; i < matrix.size(); ++i) matrix[i] = normal_number(seed, stream, i);
  orthonormalize(matrix, short_side, long_side);
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) {
      const double x = transposed ? matrix[c * rows + r] : matrix[r * columns + c];
      values[r * columns + c] = static_cast<float>(x);
    }
  }
}

void fill(const Initializer& init, std::uint64_t seed, std::uint64_t stream,
          std::span<float> values) {
  switch (init.kind) {
    case Initializer::Kind::kConstant:
      for (float& x : values) x = init.value;
      return;
    case Initializer::Kind::kOrthogonal:
      fill_orthogonal(init, seed, stream, values);
      return;
    case Initializer::Kind::kGlorotUniform: {
      const double a = std::sqrt(6.0 / static_cast<double>(init.fan_in + init.fan_out));
      for (std::size_t i = 0; i < values.size(); ++i) {
        const double u = words_for(seed, stream, i).word[0] / 4294967296.0;
        values[i] = static_cast<float>(a * (2.0 * u - 1.0));
      }
      return;
    }
  }
  CANTUS_REQUIRE(false, "unknown initializer");
}

}  // namespace

// Box-Muller on two words.
double normal_number(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  const PhiloxWords w = words_for(seed, stream, index);
  const double u = (w.word[0] + 0.5) / 4294967296.0;
  const double v = w.word[1] / 4294967296.0;
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

Initializer Initializer::constant(float value) { return {.kind = Kind::kConstant, .value = value}; }

Initializer Initializer::orthogonal(std::int64_t num_rows, std::int64_t num_matrices) {
  return {.kind = Kind::kOrthogonal, .num_rows = num_rows, .num_matrices = num_matrices};
}

Initializer Initializer::glorot_uniform(std::int64_t fan_in, std::int64_t fan_out) {
  return {.kind = Kind::kGlorotUniform, .fan_in = fan_in, .fan_out = fan_out};
}

void initialize(const Initializer& init, std::uint64_t seed, const std::string& name,
                std::span<float> values) {
  CANTUS_REQUIRE(init.num_matrices > 0 && values.size() % init.num_matrices == 0,
                 name + " is not of " + std::to_string(init.num_matrices) + " matrices");
  // Each matrix has a stream of its own, named by where it starts.
  const std::size_t per_matrix = values.size() / init.num_matrices;
  for (std::size_t start = 0; start < values.size(); start += per_matrix)
    fill(init, seed, hash_of(name + "#" + std::to_string(start)),
         values.subspan(start, per_matrix));
}

}  // namespace cantus
