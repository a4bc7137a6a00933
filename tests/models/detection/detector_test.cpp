#include "models/detection/detector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "kernels/core/error.h"
#include "kernels/gather/centred_excerpts.h"
#include "tests/models/training/small_training.h"
#include "tests/support/noise.h"

// Compares a song's curve, computed by stretches whose excerpts share their common parts, with the
// slow definition: every frame by an excerpt of its own through the whole network.
namespace cantus {
namespace {

using testing::noise;

// Weights that make the curve vary, and batch norms with statistics unlike the initial ones.
Parameters random_parameters(Queue& queue, const Network& network, float gain = 1.5f) {
  Parameters parameters(queue, parameter_specs(network));
  parameters.initialize(5);
  for (std::size_t p = 0; p < parameters.specs().size(); ++p) {
    auto values = parameters.values(p);
    const bool is_spread = parameters.specs()[p].name.ends_with("running_spread");
    float k = 0;
    for (float& value : values)
      value = is_spread ? 0.6f + 0.3f * std::sin(++k) : gain * (value + 0.07f * std::sin(++k));
    parameters.set_values(p, values);
  }
  return parameters;
}

std::vector<float> silence_of(const Network& network) { return noise(network.num_bands, 8); }

std::vector<float> excerpt_by_excerpt(Queue& queue, const Network& network, Parameters& parameters,
                                      const std::vector<float>& song) {
  const auto song_frames = static_cast<std::int64_t>(song.size()) / network.num_bands;
  Inference inference(queue, network, parameters, song_frames);
  const bool is_silent = network.ends == SongEnds::kSilent;
  centred_excerpts(queue, song_frames, network.num_bands, network.num_frames, 0, song_frames,
                   song.data(), is_silent ? silence_of(network).data() : nullptr,
                   inference.features().data());
  inference.run();
  std::vector<float> curve(song_frames);
  for (std::int64_t i = 0; i < song_frames; ++i)
    curve[i] = inference.probabilities()[(i + 1) * network.num_outputs() - 1];
  return curve;
}

void expect_equal(const std::vector<float>& found, const std::vector<float>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_NEAR(found[i], expected[i], 1e-5) << i;
}

void expect_same_curve(const Network& network, std::int64_t song_frames,
                       const std::vector<std::int64_t>& stretches, int num_threads = 1,
                       float gain = 1.5f) {
  Queue queue({}, num_threads);
  Parameters parameters = random_parameters(queue, network, gain);
  const auto song = noise(song_frames * network.num_bands, 3);
  Detector detector(queue, network, parameters,
                    {.stretches = stretches, .silence = silence_of(network)});
  const auto expected = excerpt_by_excerpt(queue, network, parameters, song);
  expect_equal(detector.curve(song), expected);
  const auto [lowest, highest] = std::minmax_element(expected.begin(), expected.end());
  if (song_frames > 20) {
    EXPECT_GT(*highest - *lowest, 0.005) << "a curve that says nothing";
  }
}

class EveryLength : public ::testing::TestWithParam<std::tuple<std::string, std::int64_t>> {};

INSTANTIATE_TEST_SUITE_P(All, EveryLength,
                         ::testing::Combine(::testing::Values("glu_cnn", "glu_crnn"),
                                            ::testing::Values(1, 2, 5, 6, 7, 8, 9, 24, 25, 75)),
                         [](const auto& info) {
                           return std::get<0>(info.param) + "_" +
                                  std::to_string(std::get<1>(info.param));
                         });

// Excerpts with no column inside (up to 7 frames) and with many; odd and even lengths.
TEST_P(EveryLength, GivesTheCurveOfTheSlowDefinition) {
  const auto& [name, num_frames] = GetParam();
  expect_same_curve(make_network(name, {.num_frames = num_frames}), 53, {16});
}

class EverySong : public ::testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(All, EverySong, ::testing::ValuesIn(network_names()),
                         [](const auto& info) { return info.param; });

// Songs shorter than an excerpt, as long, and one frame longer; batches of one excerpt, of a part
// of the song, of the whole song, and larger.
TEST_P(EverySong, OfAnyLengthInBatchesOfAnySize) {
  Network network = make_network(GetParam());
  if (network.name == "spectrogram_cnn" || network.name == "mel_cnn")
    network = make_network(GetParam(), {.num_frames = 25, .num_bands = 40});
  const std::int64_t excerpt = network.num_frames;
  for (const std::int64_t song_frames : {std::int64_t{1}, std::int64_t{3}, excerpt, excerpt + 1})
    for (const std::int64_t batch_size : {1, 4, 25, 40})
      expect_same_curve(network, song_frames, {batch_size});
}

TEST(Detector, SharesColumnsOnSeveralThreads) {
  expect_same_curve(make_network("glu_crnn"), 150, {64}, 3);
}

// A number of bands that packs do not divide.
TEST(Detector, SharesColumnsOfOddSize) {
  expect_same_curve(make_network("glu_cnn", {.num_frames = 11, .num_bands = 71}), 40, {16});
}

// Excerpts whose pool over time drops a frame that the stretch computes and no excerpt sees; bands
// with the remainder of the paper's network.
TEST(Detector, UnrollsANetworkThatDropsFrames) {
  for (const std::int64_t num_frames : {25, 26, 27})
    expect_same_curve(make_network("spectrogram_cnn", {.num_frames = num_frames, .num_bands = 42}),
                      70, {16}, 2);
}

TEST(Detector, CoversASongWithStretchesOfSeveralSizes) {
  const Network network = make_network("mel_cnn", {.num_frames = 25, .num_bands = 40});
  for (const std::int64_t song_frames : {15, 17, 65, 131})
    expect_same_curve(network, song_frames, {8, 16, 64}, 2);
}

// Up to 114 frames, every excerpt reaches beyond both ends of the song. With weights half as large
// again, a network of this size changes by 1e-4 when its sums are rounded differently.
TEST(Detector, GivesTheCurveOfTheSlowDefinitionAtTheSizeOfThePaper) {
  const Network network = make_network("spectrogram_cnn");
  expect_same_curve(network, 30, {16}, 2, 1.0f);
}

// Streaming gives exactly this curve if every stretch is one excerpt, and another if it has
// neighbours (how close depends on a trained network); without padding, stretches stay the same.
TEST(Detector, StreamsWhatAnExcerptAloneGivesExactly) {
  const Network network = make_network("glu_crnn", {.num_frames = 11});
  Queue queue({}, 1);
  Parameters parameters = random_parameters(queue, network);
  const auto song = noise(60 * network.num_bands, 3);
  const auto expected = excerpt_by_excerpt(queue, network, parameters, song);
  const auto streamed = [&](std::int64_t stretch) {
    Detector detector(queue, network, parameters,
                      {.stretches = {stretch}, .blocks = BlockScoring::kStreaming});
    return detector.curve(song);
  };
  expect_equal(streamed(1), expected);
  const auto curve = streamed(32);
  ASSERT_EQ(curve.size(), expected.size());
  float difference = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) difference += std::fabs(curve[i] - expected[i]);
  difference /= static_cast<float>(curve.size());
  EXPECT_GT(difference, 1e-4f) << "no approximation";
  const Network unpadded = make_network("mel_cnn", {.num_frames = 25, .num_bands = 40});
  EXPECT_EQ(stretch_sizes(unpadded, BlockScoring::kStreaming), stretch_sizes(unpadded));
}

TEST(Detector, HearsNoVoiceInDigitalSilence) {
  const Network network = testing::small_network("glu_cnn");
  Queue queue({}, 1);
  Parameters parameters = random_parameters(queue, network);
  const auto silence = silence_of(network);
  auto song = noise(20 * network.num_bands, 3);
  std::copy(silence.begin(), silence.end(), song.begin() + 9 * network.num_bands);
  const auto curve =
      Detector(queue, network, parameters, {.stretches = {4}, .silence = silence}).curve(song);
  auto expected = Detector(queue, network, parameters, {.stretches = {4}}).curve(song);
  EXPECT_GT(expected[9], 0);
  expected[9] = 0;
  EXPECT_EQ(curve, expected);
}

TEST(Detector, RefusesANetworkThatGivesNoNumbers) {
  const Network network = testing::small_network("glu_cnn");
  Queue queue({}, 1);
  Parameters parameters = random_parameters(queue, network);
  Detector detector(queue, network, parameters,
                    {.stretches = {4}, .silence = silence_of(network), .model = "m.safetensors"});
  auto song = noise(20 * network.num_bands, 3);
  song[9 * network.num_bands] = std::nanf("");  // excerpts of 5 frames see it from frame 7 on
  try {
    detector.curve(song);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Exit::kBadData);
    EXPECT_EQ(
        std::string(error.what()).rfind("m.safetensors: gives NaN in frame 7 (expected pro", 0), 0u)
        << error.what();
  }
}

// Each convolution costs two frames, a pool of stride one none, and a convolution after the pool
// six, as rows are then three apart: one logit per excerpt, from 114 frames more.
TEST(Detector, ComputesEveryFrameOfAnUnrolledNetworkOnce) {
  EXPECT_EQ(stretch_sizes(make_network("mel_cnn")), (std::vector<std::int64_t>{128, 512, 2048}));
  const Graph graph = record_stretch(make_network("spectrogram_cnn"), 200);
  EXPECT_EQ(graph.tensors()[graph.inputs().at("features")].spec.shape, (Shape{1, 314, 372, 1}));
  EXPECT_EQ(graph.tensors()[graph.outputs().at("logits")].spec.shape, (Shape{200, 1}));
  std::vector<std::int64_t> frames;
  for (const Node& node : graph.nodes())
    if (node.op->name() == "conv2d")
      frames.push_back(graph.tensors()[node.outputs[0]].spec.shape[1]);
  EXPECT_EQ(frames, (std::vector<std::int64_t>{312, 310, 302, 296, 290}));
}

// Only an excerpt's end columns are its own, 2 after the first convolution and 4 after the second;
// the other 150 and 148 belong to the stretch. Later convolutions compute the products of their
// taps per input column. Without sharing: 25 columns per excerpt.
TEST(Detector, ComputesEveryColumnOnce) {
  const Graph graph = record_stretch(make_network("glu_crnn"), 128);
  std::vector<Shape> outputs;
  for (const Node& node : graph.nodes())
    if (node.op->name() == "conv2d") outputs.push_back(graph.tensors()[node.outputs[0]].spec.shape);
  ASSERT_EQ(outputs.size(), 3u);
  EXPECT_EQ(outputs[0], (Shape{2 * 128 + 150, 1, 64, 128}));
  EXPECT_EQ(outputs[1], (Shape{2 * 128 + 150, 1, 16, 3 * 128}));
  EXPECT_EQ(outputs[2], (Shape{4 * 128 + 148, 1, 4, 3 * 128}));
}

}  // namespace
}  // namespace cantus
