#include "models/saliency/saliency.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/core/error.h"
#include "tests/models/training/small_training.h"
#include "tests/support/holds.h"
#include "tests/support/noise.h"

// Compares the map of a whole song, computed from shared activations and the cone of each excerpt's
// gradient, with the slow definition: every excerpt by itself, forward and backward through the
// whole network, keeping the central row of its map.
namespace cantus {
namespace {

using testing::noise;

// Batch norms with scales of both signs, as in trained networks.
Parameters random_parameters(Queue& queue, const Network& network) {
  Parameters parameters(queue, parameter_specs(network));
  for (std::size_t p = 0; p < parameters.specs().size(); ++p) {
    const ParameterSpec& spec = parameters.specs()[p];
    auto values = noise(spec.shape.num_elements(), static_cast<std::uint32_t>(20 + p));
    const bool is_matrix = spec.shape.rank() > 1;
    const float scale =
        is_matrix ? std::sqrt(3.0f / static_cast<float>(spec.shape.row_elements())) : 0.1f;
    for (float& value : values) {
      value *= scale;
      if (spec.name.ends_with("running_spread")) value = 1.2f + 3 * value;
      if (spec.name.ends_with("gamma")) value = value > -0.07f ? 1.0f : -0.8f;
    }
    parameters.set_values(p, values);
  }
  return parameters;
}

struct Song {
  std::vector<float> map, curve;
};

std::vector<float> frame_of(const Network& network, const std::vector<float>& song,
                            const std::vector<float>& silence, std::int64_t frame) {
  const auto num_frames = static_cast<std::int64_t>(song.size()) / network.num_bands;
  if (frame < 0 || frame >= num_frames) {
    if (network.ends == SongEnds::kSilent) return silence;
    frame = std::clamp<std::int64_t>(frame, 0, num_frames - 1);
  }
  const auto first = song.begin() + frame * network.num_bands;
  return {first, first + network.num_bands};
}

Song excerpt_by_excerpt(Queue& queue, const Network& network, Parameters& parameters,
                        const std::vector<float>& song, const std::vector<float>& silence,
                        RectifierRule rule) {
  const std::int64_t bands = network.num_bands;
  Inference inference(queue, record_excerpt_saliency(network, 1, rule), parameters);
  Song found;
  for (std::int64_t k = 0; k < static_cast<std::int64_t>(song.size()) / bands; ++k) {
    auto excerpt = inference.features();
    for (std::int64_t t = 0; t < network.num_frames; ++t) {
      const auto frame = frame_of(network, song, silence, k - network.num_frames / 2 + t);
      std::copy(frame.begin(), frame.end(), excerpt.begin() + t * bands);
    }
    inference.run();
    const auto row = inference.output("saliency").subspan(network.num_frames / 2 * bands, bands);
    found.map.insert(found.map.end(), row.begin(), row.end());
    found.curve.push_back(inference.probabilities()[0]);
  }
  return found;
}

Song of_whole_song(Queue& queue, const Network& network, Parameters& parameters,
                   const std::vector<float>& song, const SaliencyOptions& options) {
  SaliencyMapper mapper(queue, network, parameters, options);
  Song found;
  mapper.run(song, [&](const SaliencyRows& rows) {
    found.map.insert(found.map.end(), rows.map.begin(), rows.map.end());
    found.curve.insert(found.curve.end(), rows.probabilities.begin(), rows.probabilities.end());
  });
  return found;
}

double norm(const std::vector<float>& x) {
  double sum = 0;
  for (const float v : x) sum += static_cast<double>(v) * v;
  return std::sqrt(sum);
}

void expect_same_map(const Network& network, std::int64_t song_frames,
                     const std::vector<std::int64_t>& stretches, RectifierRule rule,
                     int num_threads = 2) {
  Queue queue({}, num_threads);
  Parameters parameters = random_parameters(queue, network);
  const auto song = noise(song_frames * network.num_bands, 3);
  const auto silence = noise(network.num_bands, 4);
  const Song expected = excerpt_by_excerpt(queue, network, parameters, song, silence, rule);
  const Song found = of_whole_song(queue, network, parameters, song,
                                   {.rule = rule, .stretches = stretches, .silence = silence});
  ASSERT_EQ(found.map.size(), expected.map.size());
  ASSERT_EQ(found.curve.size(), expected.curve.size());
  std::vector<float> difference(found.map.size());
  for (std::size_t i = 0; i < difference.size(); ++i)
    difference[i] = found.map[i] - expected.map[i];
  EXPECT_GT(norm(expected.map), 1e-4);
  EXPECT_LE(norm(difference), 1e-5 * norm(expected.map));
  for (std::size_t i = 0; i < expected.curve.size(); ++i)
    EXPECT_NEAR(found.curve[i], expected.curve[i], 1e-5) << i;
}

Network small_network() {
  return make_network("spectrogram_cnn", {.num_frames = 61, .num_bands = 42});
}

TEST(Saliency, OfAWholeSongIsThatOfItsExcerpts) {
  for (const std::int64_t song_frames : {1, 9, 71})
    expect_same_map(small_network(), song_frames, {8, 32}, RectifierRule::kGuided);
}

TEST(Saliency, ByThePlainGradientToo) {
  expect_same_map(small_network(), 12, {8}, RectifierRule::kPlain);
}

TEST(Saliency, OfDigitalSilenceIsZero) {
  const Network network = small_network();
  Queue queue({}, 1);
  Parameters parameters = random_parameters(queue, network);
  auto song = noise(12 * network.num_bands, 3);
  SaliencyOptions options{.stretches = {8}, .silence = noise(network.num_bands, 4)};
  // One silent frame in each stretch.
  for (const int frame : {2, 9})
    std::copy(options.silence.begin(), options.silence.end(),
              song.begin() + frame * network.num_bands);
  const Song found = of_whole_song(queue, network, parameters, song, options);
  for (int frame = 0; frame < 12; ++frame) {
    const bool is_silent = frame == 2 || frame == 9;
    const auto row = found.map.begin() + frame * network.num_bands;
    EXPECT_EQ(norm({row, row + network.num_bands}) == 0, is_silent) << frame;
    EXPECT_EQ(found.curve[frame] == 0, is_silent) << frame;
  }
}

TEST(Saliency, OfASongIsToldByItsPositivePart) {
  const Network network = small_network();
  Queue queue({}, 1);
  Parameters parameters = random_parameters(queue, network);
  const auto song = noise(10 * network.num_bands, 3);
  const SaliencyOptions options{.stretches = {8}, .silence = noise(network.num_bands, 4)};
  const Song whole = of_whole_song(queue, network, parameters, song, options);
  SaliencyMapper mapper(queue, network, parameters, options);
  const SongSaliency found = saliency_of_song(mapper, song);
  EXPECT_EQ(found.probabilities, whole.curve);
  ASSERT_EQ(found.map.size(), whole.map.size());
  ASSERT_EQ(found.summed.size(), 10u);
  EXPECT_LT(*std::min_element(whole.map.begin(), whole.map.end()), 0);
  for (std::size_t k = 0; k < 10; ++k) {
    float sum = 0;
    for (std::size_t i = k * network.num_bands; i < (k + 1) * network.num_bands; ++i) {
      EXPECT_EQ(found.map[i], std::max(whole.map[i], 0.0f)) << i;
      sum += found.map[i];
    }
    EXPECT_FLOAT_EQ(found.summed[k], sum) << k;
  }
}

TEST(Saliency, OfANetworkThatGivesNoNumbersIsRefused) {
  const Network network = small_network();
  Queue queue({}, 1);
  Parameters parameters = random_parameters(queue, network);
  SaliencyMapper mapper(queue, network, parameters,
                        {.stretches = {8}, .silence = noise(network.num_bands, 4), .model = "m"});
  auto song = noise(70 * network.num_bands, 3);
  song[50 * network.num_bands] = std::nanf("");  // excerpts of 61 frames see it from frame 20 on
  std::int64_t num_taken = 0;
  try {
    mapper.run(song, [&](const SaliencyRows& rows) { num_taken += rows.num_frames; });
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).rfind("m: gives NaN in frame 20 (expected pro", 0), 0u)
        << error.what();
  }
  EXPECT_EQ(num_taken, 16);
}

// Pools that drop one or two frames at the end of an excerpt.
TEST(Saliency, OfExcerptsWhosePoolsDropFrames) {
  for (const std::int64_t num_frames : {62, 63})
    expect_same_map(make_network("spectrogram_cnn", {.num_frames = num_frames, .num_bands = 40}),
                    20, {8}, RectifierRule::kGuided);
}

// This network has two pools over time and no batch norm.
TEST(Saliency, OfTheMelNetwork) {
  expect_same_map(make_network("mel_cnn"), 12, {16}, RectifierRule::kGuided);
}

// At the paper's size, where the last two bands lie in no window of the pool after the second
// convolution: 368 bands are 122 windows of three and two bands more.
TEST(Saliency, OfThePapersNetworkLeavesOutItsLastTwoBands) {
  const Network network = make_network("spectrogram_cnn");
  expect_same_map(network, 3, {3}, RectifierRule::kGuided);
  Queue queue({}, 2);
  Parameters parameters = random_parameters(queue, network);
  const auto found = of_whole_song(queue, network, parameters, noise(5 * 372, 3),
                                   {.stretches = {5}, .silence = std::vector<float>(372)});
  for (std::int64_t k = 0; k < 3; ++k) {
    EXPECT_EQ(found.map[k * 372 + 370], 0) << k;
    EXPECT_EQ(found.map[k * 372 + 371], 0) << k;
    EXPECT_GT(norm({found.map.begin() + k * 372, found.map.begin() + k * 372 + 370}), 0) << k;
  }
}

// The rows of each convolution's gradient that the central frame needs in the paper's network (see
// restrict_to_cone).
TEST(Saliency, ComputesTheConeAlone) {
  const Graph graph = record_saliency(make_network("spectrogram_cnn"), 16);
  std::vector<std::int64_t> rows;
  for (const Node& node : graph.nodes()) {
    if (node.op->name() != "conv2d_backward_data") continue;
    const Shape& d_x = graph.tensors()[node.outputs[0]].spec.shape;
    EXPECT_EQ(d_x[0], 16);
    rows.push_back(d_x[1]);
  }
  EXPECT_EQ(rows, (std::vector<std::int64_t>{7, 5, 3, 3, 1}));
}

TEST(Saliency, RefusesNetworksWithoutAWholeSongForm) {
  for (const char* name : {"glu_cnn", "glu_crnn"})
    EXPECT_THROW(record_saliency(make_network(name), 4), Error) << name;
  const Network of_few_frames = make_network("spectrogram_cnn", {.num_frames = 25});
  try {
    record_saliency(of_few_frames, 4);
    FAIL() << "the central frame's cone reaches the excerpt's ends";
  } catch (const Error& error) {
    EXPECT_TRUE(holds(error.what(), "excerpts of 25 frames, too few"));
  }
}

}  // namespace
}  // namespace cantus
