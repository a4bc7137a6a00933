#include "models/visualization/patterns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/core/error.h"
#include "models/networks/network.h"
#include "tests/support/holds.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

class Patterns : public ::testing::Test {
 protected:
  Patterns() { parameters_.initialize(3); }

  LayerPatterns layer(const std::string& name) {
    return LayerPatterns(queue_, network_, parameters_, name);
  }

  // Sets every value of a layer's parameter as a function of its index.
  void set(const std::string& name, const std::function<float(std::size_t)>& value) {
    const std::size_t parameter = parameters_.index_of(name);
    auto values = parameters_.values(parameter);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = value(i);
    parameters_.set_values(parameter, values);
  }

  Queue queue_{{}, 1};
  Network network_ = make_network("glu_cnn", {.num_frames = 9});
  Parameters parameters_{queue_, parameter_specs(network_)};
};

std::vector<float> some_input(std::size_t count) { return testing::noise(count, 8, 2); }

// The first layer's map, by hand: convolution with zeros at the ends, batch norm, gate (eq. 1).
double first_map_mean(const Parameters& parameters, int filter, const std::vector<float>& x,
                      int num_frames, int num_bands) {
  const auto values = [&](const char* name) {
    return parameters.values(parameters.index_of(name));
  };
  const auto w = values("L1.conv.weight"), gamma = values("L1.norm.gamma"),
             beta = values("L1.norm.beta"), mean = values("L1.norm.running_mean"),
             spread = values("L1.norm.running_spread");
  const auto normalized = [&](int channel, int t, int f) {
    double sum = 0;
    for (int dt = -1; dt <= 1; ++dt) {
      for (int df = -1; df <= 1; ++df) {
        const int at = t + dt, of = f + df;
        if (at < 0 || of < 0 || at >= num_frames || of >= num_bands) continue;
        sum +=
            static_cast<double>(w[static_cast<std::size_t>(9 * channel + 3 * (dt + 1) + df + 1)]) *
            x[static_cast<std::size_t>(at * num_bands + of)];
      }
    }
    const auto c = static_cast<std::size_t>(channel);
    return gamma[c] * (sum - mean[c]) / std::sqrt(spread[c] + 1e-3) + beta[c];
  };
  double total = 0;
  for (int t = 0; t < num_frames; ++t) {
    for (int f = 0; f < num_bands; ++f)
      total += normalized(filter, t, f) / (1 + std::exp(-normalized(filter + 64, t, f)));
  }
  return total / (num_frames * num_bands);
}

TEST_F(Patterns, RespondAsTheGatedConvolutionDoes) {
  set("L1.norm.beta", [](std::size_t i) { return 0.1f * static_cast<float>(i % 7) - 0.3f; });
  set("L1.norm.running_mean", [](std::size_t i) { return 0.05f * static_cast<float>(i % 3); });
  auto first = layer("L1");
  ASSERT_EQ(first.num_filters(), 64);
  const auto input = some_input(9 * 64);
  for (const int filter : {0, 17, 63})
    EXPECT_NEAR(first.response(filter, input), first_map_mean(parameters_, filter, input, 9, 64),
                1e-5);
}

// The gradient that the ascent follows is the slope of the response.
TEST_F(Patterns, ClimbAlongTheSlopeOfTheResponse) {
  for (const char* name : {"L1", "L2", "L3"}) {
    auto maps = layer(name);
    const PatternSearch one_step{.num_steps = 1, .step = 1e-3, .noise = 0.5, .seed = 4};
    const PatternSearch none{.num_steps = 1, .step = 1e-9, .noise = 0.5, .seed = 4};
    const auto start = maps.find(5, none).input, moved = maps.find(5, one_step).input;
    // Along the step taken, the response must rise by |gradient| per unit of length; across it, not
    // at all.
    double length = 0;
    std::vector<float> across(moved.size());
    double along = 0, norm = 0;
    const auto other = some_input(moved.size());
    for (std::size_t i = 0; i < moved.size(); ++i) {
      const double d = static_cast<double>(moved[i]) - start[i];
      length += d * d;
      along += d * other[i];
    }
    for (std::size_t i = 0; i < moved.size(); ++i) {
      const double d = static_cast<double>(moved[i]) - start[i];
      across[i] = other[i] - static_cast<float>(along / length * d);
      norm += static_cast<double>(across[i]) * across[i];
    }
    const auto rise = [&](const std::function<double(std::size_t)>& direction) {
      const double h = 0.02;
      auto up = start, down = start;
      for (std::size_t i = 0; i < start.size(); ++i) {
        up[i] += static_cast<float>(h * direction(i));
        down[i] -= static_cast<float>(h * direction(i));
      }
      return (maps.response(5, up) - maps.response(5, down)) / (2 * h);
    };
    const double slope = rise([&](std::size_t i) {
      return (static_cast<double>(moved[i]) - start[i]) / std::sqrt(length);
    });
    const double level = rise([&](std::size_t i) { return across[i] / std::sqrt(norm); });
    EXPECT_GT(slope, 0) << name;
    EXPECT_LT(std::abs(level), 0.02 * slope) << name;
  }
}

TEST_F(Patterns, RespondMoreThanTheBlankInputAndComeBackFromTheSeed) {
  for (const char* name : {"L1", "L2", "L3"}) {
    auto maps = layer(name);
    for (const int filter : {0, 40}) {
      const auto pattern = maps.find(filter, {.num_steps = 20});
      EXPECT_GT(pattern.response, pattern.blank_response) << name << filter;
      EXPECT_NEAR(pattern.response, maps.response(filter, pattern.input), 1e-9);
      EXPECT_EQ(maps.find(filter, {.num_steps = 20}).input, pattern.input);
      EXPECT_NE(maps.find(filter, {.num_steps = 20, .seed = 2}).input, pattern.input);
    }
    EXPECT_NE(maps.find(0, {.num_steps = 20}).input, maps.find(40, {.num_steps = 20}).input);
  }
}

TEST_F(Patterns, StopBetweenTwoStepsWhenToldTo) {
  auto maps = layer("L1");
  int num_steps = 0;
  const auto count = [&] {
    if (++num_steps == 3) throw Error(Exit::kTryAgain, "", "stopped");
  };
  EXPECT_THROW(maps.find(0, {.num_steps = 20}, count), Error);
  EXPECT_EQ(num_steps, 3);
}

// The filter and its gate take second differences along frequency: neighbours along frequency
// become opposites, neighbours along time stay uncorrelated.
TEST_F(Patterns, OfAFilterAlongFrequencyAlternateAlongFrequency) {
  set("L1.conv.weight", [](std::size_t i) {
    const std::size_t channel = i / 9, tap = i % 9;
    const bool is_ours = channel == 0 || channel == 64;  // linear half and gate
    return is_ours && tap / 3 == 1 ? (tap % 3 == 1 ? 1.0f : -0.5f) : 0.0f;
  });
  const auto pattern = layer("L1").find(0, {.num_steps = 60});
  double along_time = 0, along_frequency = 0, energy = 0;
  for (std::size_t t = 1; t < 9; ++t) {
    for (std::size_t f = 1; f < 64; ++f) {
      const double here = pattern.input[t * 64 + f];
      energy += here * here;
      along_time += here * pattern.input[(t - 1) * 64 + f];
      along_frequency += here * pattern.input[t * 64 + f - 1];
    }
  }
  EXPECT_LT(along_frequency, -0.3 * energy);
  EXPECT_LT(std::abs(along_time), 0.3 * energy);
}

TEST_F(Patterns, OfAFilterThatSeesNothingStayBlank) {
  set("L1.conv.weight", [](std::size_t i) {
    const std::size_t channel = i / 9;
    return channel == 0 || channel == 64 ? 0.0f : 0.1f;
  });
  auto maps = layer("L1");
  int num_steps = 0;
  const auto pattern = maps.find(0, {.num_steps = 5, .noise = 0.5}, [&] { ++num_steps; });
  EXPECT_EQ(num_steps, 1);
  EXPECT_EQ(pattern.input, maps.find(0, {.num_steps = 0, .noise = 0.5}).input);
  EXPECT_EQ(pattern.response, pattern.blank_response);
}

TEST_F(Patterns, OfALayerThatIsNoneAreRefused) {
  for (const char* name : {"L4", "dense", ""}) {
    try {
      layer(name);
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Exit::kUsage);
      EXPECT_TRUE(holds(error.what(), "L1 to L3"));
    }
  }
}

TEST(PatternCorrelation, IsPearsons) {
  EXPECT_NEAR(correlation({1, 2, 3}, {2, 4, 6}), 1, 1e-12);
  EXPECT_NEAR(correlation({1, 2, 3}, {3, 2, 1}), -1, 1e-12);
  EXPECT_NEAR(correlation({1, 2, 3, 4}, {1, -1, -1, 1}), 0, 1e-12);
  EXPECT_EQ(correlation({1, 2}, {5, 5}), 0);
}

}  // namespace
}  // namespace cantus
