#include "data/frontend/feature_extractor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "tests/support/expect_error.h"
#include "tests/support/noise.h"

namespace cantus::testing {
namespace {

Audio noise_of(int sample_rate, std::int64_t num_samples) {
  return {sample_rate, noise(num_samples, 1, 0.5f)};
}

// One value by the definition: window, transform of every bin, filters as a loop, logarithm.
double feature(const FrontEnd& f, const Audio& audio, std::int64_t frame, std::int64_t band) {
  const auto window = symmetric_window(f.stft.window, f.stft.window_samples);
  const auto n = f.stft.window_samples;
  const auto magnitude = [&](std::int64_t k) {
    double re = 0;
    double im = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      const double v = window[i] * audio.samples[frame * f.stft.hop_samples + i];
      const double angle = 2 * 3.14159265358979323846 * static_cast<double>(k * i % n) / n;
      re += v * std::cos(angle);
      im -= v * std::sin(angle);
    }
    return std::hypot(re, im);
  };
  double x = 0;
  if (f.mel == MelKind::kNone) {
    x = magnitude(band);
  } else {
    const auto bank = filter_bank_of(f);
    for (std::int32_t w = bank.offset[band]; w < bank.offset[band + 1]; ++w)
      x += bank.weights[w] * magnitude(bank.first_bin[band] + w - bank.offset[band]);
  }
  if (f.compression.kind == LogKind::kLog1p) return std::log1p(x);
  return f.compression.kind == LogKind::kLogOfSum ? std::log(x + f.compression.eps)
                                                  : std::log(std::max(x, f.compression.eps));
}

TEST(FeatureExtractor, MakesOfSilenceWhatTheFrontEndSays) {
  Queue queue({}, 1);
  for (const auto& [name, least] : {std::pair{"hou2020", std::log(1e-8f)},
                                    {"ismir2015", std::log(1e-7f)},
                                    {"schlueter2016", 0.0f}}) {
    FeatureExtractor extractor(queue, front_end_preset(name));
    EXPECT_FLOAT_EQ(silent_feature(extractor.front_end()), least) << name;
    const Audio silence{extractor.front_end().sample_rate, std::vector<float>(3000)};
    for (const float value : extractor.extract(silence).values)
      ASSERT_NEAR(value, least, 2e-6) << name;
  }
}

TEST(FeatureExtractor, EqualsTheDefinitionOfEveryPreset) {
  Queue queue({}, 2);
  for (const char* name : {"hou2020", "ismir2015", "schlueter2016"}) {
    FeatureExtractor extractor(queue, front_end_preset(name));
    const Audio audio = noise_of(extractor.front_end().sample_rate, 20000);
    const auto features = extractor.extract(audio);
    ASSERT_EQ(features.num_frames, extractor.num_frames(20000));
    ASSERT_EQ(features.num_bands, extractor.front_end().num_bands());
    for (const std::int64_t frame : {std::int64_t{0}, std::int64_t{17}, features.num_frames - 1}) {
      for (std::int64_t band = 0; band < features.num_bands; band += 21) {
        EXPECT_NEAR(features.frame(frame)[band], feature(extractor.front_end(), audio, frame, band),
                    2e-5)
            << name << " frame " << frame << " band " << band;
      }
    }
  }
}

TEST(FeatureExtractor, GivesHalfAMinuteItsPublishedShape) {
  Queue queue({}, 2);
  FeatureExtractor extractor(queue, front_end_preset("schlueter2016"));
  const auto features = extractor.extract(noise_of(22050, 30 * 22050));
  EXPECT_EQ(features.num_frames, 2097);
  EXPECT_EQ(features.num_bands, 372);
  EXPECT_EQ(features.values.size(), 2097u * 372u);
  EXPECT_EQ(FeatureExtractor(queue, front_end_preset("hou2020")).num_frames(30 * 16000), 1499);
}

TEST(FeatureExtractor, GivesTheSameBitsAtOnceAndFrameByFrame) {
  Queue queue({}, 2);
  for (const char* name : {"hou2020", "schlueter2016"}) {
    FeatureExtractor extractor(queue, front_end_preset(name));
    const StftOptions& stft = extractor.front_end().stft;
    const Audio audio = noise_of(extractor.front_end().sample_rate, 2060 * stft.hop_samples);
    const auto whole = extractor.extract(audio);
    for (const std::int64_t frame : {0, 2046, 2047, 2048, 2049}) {
      const auto begin = audio.samples.begin() + frame * stft.hop_samples;
      const auto one = extractor.extract({audio.sample_rate, {begin, begin + stft.window_samples}});
      EXPECT_EQ(std::memcmp(one.values.data(), whole.frame(frame), whole.num_bands * sizeof(float)),
                0)
          << name << " frame " << frame;
    }
  }
}

TEST(FeatureExtractor, GivesNoFrameForLessThanOneWindow) {
  Queue queue({}, 1);
  for (const char* name : {"hou2020", "ismir2015", "schlueter2016"}) {
    FeatureExtractor extractor(queue, front_end_preset(name));
    const int rate = extractor.front_end().sample_rate;
    EXPECT_EQ(extractor.extract(noise_of(rate, 639)).num_frames, 0);
    EXPECT_EQ(extractor.extract(noise_of(rate, 0)).num_frames, 0);
  }
}

TEST(FeatureExtractor, RefusesSoundWithoutAFrame) {
  const FrontEnd& front_end = front_end_preset("hou2020");
  expect_error(Exit::kBadData, "a.wav: 639 samples at 16000 Hz (expected at least 640)",
               [&] { require_frame(639, front_end, "a.wav"); });
  EXPECT_NO_THROW(require_frame(640, front_end, "a.wav"));
}

TEST(FeatureExtractor, TimesFramesByTheirCentre) {
  const FrontEnd front_end = front_end_preset("schlueter2016");
  EXPECT_DOUBLE_EQ(front_end.frame_centre_s(0), 512.0 / 22050);
  EXPECT_DOUBLE_EQ(front_end.frame_centre_s(70), 1 + 512.0 / 22050);
}

TEST(FeatureExtractor, RefusesAnotherSampleRate) {
  Queue queue({}, 1);
  FeatureExtractor extractor(queue, front_end_preset("hou2020"));
  EXPECT_THROW(extractor.extract(noise_of(22050, 1000)), Error);
}

}  // namespace
}  // namespace cantus::testing
