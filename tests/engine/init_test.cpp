#include "engine/init.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "engine/parameters.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

double dot(const std::vector<float>& m, std::size_t a, std::size_t b, std::size_t columns,
           std::size_t row_stride, std::size_t column_stride) {
  double sum = 0;
  for (std::size_t c = 0; c < columns; ++c)
    sum += static_cast<double>(m[a * row_stride + c * column_stride]) *
           m[b * row_stride + c * column_stride];
  return sum;
}

TEST(Init, OrthogonalRowsAreOrthonormal) {
  std::vector<float> m(8 * 20);
  initialize(Initializer::orthogonal(8), 1, "w", m);
  for (std::size_t a = 0; a < 8; ++a)
    for (std::size_t b = 0; b <= a; ++b)
      EXPECT_NEAR(dot(m, a, b, 20, 20, 1), a == b ? 1.0 : 0.0, 1e-6);
}

TEST(Init, TallOrthogonalMatricesHaveOrthonormalColumns) {
  std::vector<float> m(20 * 8);
  initialize(Initializer::orthogonal(20), 1, "w", m);
  for (std::size_t a = 0; a < 8; ++a)
    for (std::size_t b = 0; b <= a; ++b)
      EXPECT_NEAR(dot(m, a, b, 20, 1, 8), a == b ? 1.0 : 0.0, 1e-6);
}

// Each matrix has its own numbers and orthonormal rows; one matrix of any shape has them too.
TEST(Init, StackedOrthogonalMatricesAreOrthogonalOneByOne) {
  std::vector<float> m(2 * 4 * 6);
  initialize(Initializer::orthogonal(4, 2), 1, "w", m);
  const std::vector<float> second(m.begin() + 24, m.end());
  EXPECT_NE(m[0], second[0]);
  for (const auto& matrix : {m, second})
    for (std::size_t a = 0; a < 4; ++a)
      for (std::size_t b = 0; b <= a; ++b)
        EXPECT_NEAR(dot(matrix, a, b, 6, 6, 1), a == b ? 1.0 : 0.0, 1e-6);
  EXPECT_THROW(initialize(Initializer::orthogonal(4, 5), 1, "w", m), Error);
}

// Only the initializer knows how many matrices there are.
TEST(Init, AParameterOfThreeAxesMayBeOneMatrix) {
  Queue queue({}, 1);
  const ParameterSpec spec{"w", {4, 2, 3}, ParameterRole::kTrainable, Initializer::orthogonal(4)};
  Parameters parameters(queue, {spec});
  parameters.initialize(1);
  const auto w = parameters.values(0);
  for (std::size_t a = 0; a < 4; ++a)
    for (std::size_t b = 0; b <= a; ++b)
      EXPECT_NEAR(dot(w, a, b, 6, 6, 1), a == b ? 1.0 : 0.0, 1e-6);
}

TEST(Init, GlorotFillsItsInterval) {
  std::vector<float> m(10000);
  initialize(Initializer::glorot_uniform(100, 200), 1, "w", m);
  const double a = std::sqrt(6.0 / 300.0);
  double mean = 0;
  double square = 0;
  for (const float x : m) {
    EXPECT_LE(std::abs(x), a);
    mean += x / 10000.0;
    square += static_cast<double>(x) * x / 10000.0;
  }
  EXPECT_NEAR(mean, 0, 0.02 * a);
  EXPECT_NEAR(square, a * a / 3, 0.02 * a * a);
}

TEST(Init, NumbersBelongToSeedAndName) {
  std::vector<float> a(16), b(16), c(16), d(16);
  initialize(Initializer::glorot_uniform(4, 4), 1, "w", a);
  initialize(Initializer::glorot_uniform(4, 4), 1, "w", b);
  initialize(Initializer::glorot_uniform(4, 4), 1, "v", c);
  initialize(Initializer::glorot_uniform(4, 4), 2, "w", d);
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
  EXPECT_NE(a, d);
}

}  // namespace
}  // namespace cantus
