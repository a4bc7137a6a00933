#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "tests/models/training/small_training.h"
#include "tests/support/farther.h"

// The initial weights of training.
namespace cantus {
namespace {

class InitialWeights : public ::testing::Test {
 protected:
  Parameters begin(const std::string& network) {
    Parameters parameters(queue_, parameter_specs(testing::small_network(network)));
    parameters.initialize(7);
    return parameters;
  }

 private:
  Queue queue_{{}, 1};
};

std::vector<float> values(const Parameters& parameters, const std::string& name) {
  return parameters.values(parameters.index_of(name));
}

// The largest deviation from orthonormal rows, or columns if there are fewer of them.
double deviation(std::span<const float> matrix, std::int64_t rows) {
  const auto columns = static_cast<std::int64_t>(matrix.size()) / rows;
  const bool is_tall = rows > columns;
  const std::int64_t count = is_tall ? columns : rows, length = is_tall ? rows : columns;
  const auto at = [&](std::int64_t vector, std::int64_t i) -> double {
    return is_tall ? matrix[i * columns + vector] : matrix[vector * columns + i];
  };
  double worst = 0;
  for (std::int64_t a = 0; a < count; ++a) {
    for (std::int64_t b = 0; b <= a; ++b) {
      double dot = 0;
      for (std::int64_t i = 0; i < length; ++i) dot += at(a, i) * at(b, i);
      worst = testing::farther(worst, std::fabs(dot - (a == b ? 1.0 : 0.0)));
    }
  }
  return worst;
}

// Each gate of each direction has its own matrix: two directions of three gates of 64 x 64.
TEST_F(InitialWeights, OfARecurrenceAreOrthogonalGateByGate) {
  const auto weights = values(begin("glu_crnn"), "gru.recurrent_weight");
  ASSERT_EQ(weights.size(), 6u * 64 * 64);
  for (std::size_t gate = 0; gate < 6; ++gate) {
    const auto matrix = std::span(weights).subspan(gate * 64 * 64, 64 * 64);
    EXPECT_LT(deviation(matrix, 64), 1e-6) << gate;
    for (std::size_t other = 0; other < gate; ++other)
      EXPECT_NE(matrix[0], weights[other * 64 * 64]) << gate << " and " << other;
  }
}

// As in Schlueter's programs: each weight, as [outputs, the rest], holds singular vectors of noise.
TEST_F(InitialWeights, OfTheSecondPapersNetworkAreOrthogonal) {
  const Parameters begun = begin("spectrogram_cnn");
  for (const auto& [name, rows] : std::map<std::string, int>{{"conv1.conv", 64},
                                                             {"conv2.conv", 32},
                                                             {"conv3.conv", 128},
                                                             {"conv4.conv", 64},
                                                             {"conv5.conv", 128},
                                                             {"dense1.dense", 256},
                                                             {"dense2.dense", 64},
                                                             {"output", 1}})
    EXPECT_LT(deviation(values(begun, name + ".weight"), rows), 1e-6) << name;
}

// Glorot and Bengio 2010, equation 16: uniform within sqrt(6 / (in + out)). In a convolution, an
// output has 9 inputs per input channel, and an input has 9 outputs per output channel.
TEST_F(InitialWeights, FillGlorotsInterval) {
  struct Fans {
    const char* network;
    const char* weight;
    double in, out;
  };
  for (const Fans& fans : {Fans{"glu_crnn", "L1.conv.weight", 9, 9 * 128},
                           {"glu_crnn", "L2.conv.weight", 9 * 64, 9 * 128},
                           {"glu_crnn", "L3.conv.weight", 9 * 64, 9 * 128},
                           {"glu_crnn", "gru.input_weight", 64, 3 * 64},
                           {"glu_crnn", "dense.weight", 128, 64},
                           {"glu_crnn", "output.weight", 64, 2},
                           {"mel_cnn", "conv1.conv.weight", 9, 9 * 64},
                           {"mel_cnn", "conv4.conv.weight", 9 * 128, 9 * 64},
                           {"mel_cnn", "dense2.dense.weight", 256, 64}}) {
    const auto weights = values(begin(fans.network), fans.weight);
    const double bound = std::sqrt(6 / (fans.in + fans.out));
    EXPECT_LE(testing::largest(weights), bound) << fans.weight;
    EXPECT_GT(testing::largest(weights), 0.97 * bound) << fans.weight;
  }
}

TEST_F(InitialWeights, BeginElsewhereWithOneOrZero) {
  const std::map<std::string, float> starts{
      {"gamma", 1}, {"beta", 0}, {"bias", 0}, {"running_mean", 0}, {"running_spread", 1}};
  for (const std::string& name : network_names()) {
    const Parameters begun = begin(name);
    for (const ParameterSpec& spec : begun.specs()) {
      const auto start = starts.find(spec.name.substr(spec.name.rfind('.') + 1));
      if (start == starts.end()) continue;
      for (const float value : values(begun, spec.name))
        ASSERT_EQ(value, start->second) << name << " " << spec.name;
    }
  }
}

}  // namespace
}  // namespace cantus
