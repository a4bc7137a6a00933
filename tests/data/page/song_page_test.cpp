#include "data/page/song_page.h"

#include <gtest/gtest.h>
#include <png.h>

#include <cmath>
#include <map>

#include "data/audio/read_audio.h"
#include "data/picture/color.h"
#include "data/picture/palette.h"
#include "tests/data/support/page_json.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

using Json = nlohmann::json;

// A tone of one second.
const Audio& tone(float level = 0.5f) {
  static std::map<float, Audio> made;
  Audio& sound = made[level];
  sound.sample_rate = 16000;
  if (sound.samples.empty())
    for (int i = 0; i < 16000; ++i)
      sound.samples.push_back(level * std::sin(0.1f * static_cast<float>(i)));
  return sound;
}

// 100 frames of 8 bins; the lowest bin is loud in the first half.
SongPage small_page(const Audio& sound = tone()) {
  SongPage page{.sound = sound};
  page.timeline.title = "a song";
  page.timeline.duration_s = 1;
  TimeFrequency& shown = page.timeline.spectrogram;
  shown.num_frames = 100;
  shown.num_bins = 8;
  shown.frame_period_s = 0.01;
  shown.first_frame_s = 0.005;
  for (int i = 0; i < 800; ++i) shown.values.push_back(i % 8 == 0 && i < 400 ? 5.0f : 0.0f);
  for (int i = 0; i < 8; ++i) shown.frequency_hz.push_back(1000.0 * i + 500);
  TimelineDetection found;
  found.name = "one";
  found.curve.assign(100, 0.25f);
  found.curve_period_s = 0.01;
  found.first_point_s = 0.005;
  found.segments = {{0.5, 0.75, "sing", 0.875}};
  page.timeline.detections = {found};
  page.tool = "cantus 1";
  page.detection = R"({"schema": "cantus.detect/1"})";
  return page;
}

std::string decoded(const std::string& base64) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0, num_bits = 0;
  for (const char letter : base64.substr(0, base64.find('='))) {
    bits = bits << 6 | static_cast<unsigned>(letters.find(letter));
    if ((num_bits += 6) >= 8) bytes += static_cast<char>(bits >> (num_bits -= 8) & 255);
  }
  return bytes;
}

std::string css_of(Color color) {
  std::string text = "#";
  for (const std::uint8_t part : {color.r, color.g, color.b})
    for (const int digit : {part >> 4, part & 15}) text += "0123456789abcdef"[digit];
  return text;
}

struct Pixels {
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
  bool has(std::uint32_t x, std::uint32_t y, Color color) const {
    const std::uint8_t* at = &rgb[3 * (static_cast<std::size_t>(y) * width + x)];
    return at[0] == color.r && at[1] == color.g && at[2] == color.b;
  }
};

Pixels pixels_of(const std::string& png) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_NE(png_image_begin_read_from_memory(&image, png.data(), png.size()), 0);
  image.format = PNG_FORMAT_RGB;
  Pixels pixels{image.width, image.height, std::vector<std::uint8_t>(PNG_IMAGE_SIZE(image))};
  EXPECT_NE(png_image_finish_read(&image, nullptr, pixels.rgb.data(), 0, nullptr), 0);
  return pixels;
}

Audio played(const SongPage& page) {
  const Scratch scratch;
  return read_audio(scratch.file("a.flac", decoded(page_element(to_html(page), "flac"))));
}

TEST(SongPage, HoldsWhatWasFound) {
  SongPage page = small_page();
  page.timeline.truth = std::vector<Segment>{{0.25, 1, "sing"}};
  page.timeline.threshold = 0.5;
  page.timeline.offset = 0.4;
  const std::string html = to_html(page);
  const Json song = page_json(html, "song");
  EXPECT_EQ(song["truth"], Json::parse("[[0.25, 1.0, 1.0]]"));
  EXPECT_EQ(song["thresholds"], Json::parse("[0.5, 0.4]"));
  ASSERT_EQ(song["detections"].size(), 1u);
  const Json& found = song["detections"][0];
  EXPECT_EQ(found["name"], "one");
  EXPECT_EQ(found["segments"], Json::parse("[[0.5, 0.75, 0.875]]"));
  EXPECT_EQ(found["curve"], Json(std::vector<double>(100, 0.25)));
  EXPECT_EQ(page_json(html, "detection")["schema"], "cantus.detect/1");
  EXPECT_TRUE(holds(html, "<title>a song</title>"));
  EXPECT_TRUE(holds(html, "cantus 1"));
}

TEST(SongPage, TellsTimeInSecondsToATenthOfAMillisecond) {
  SongPage page = small_page();
  page.timeline.spectrogram.first_frame_s = 0.02;
  page.timeline.detections[0].segments = {{0.12344, 0.56789, "sing", 0.5}};
  page.timeline.detections[0].first_point_s = 0.03;
  page.timeline.detections[0].curve_period_s = 0.0125;
  const Json song = page_json(to_html(page), "song");
  EXPECT_EQ(song["duration_s"], 1);
  EXPECT_EQ(song["layers"][0]["first_frame_s"], 0.02);
  EXPECT_EQ(song["layers"][0]["frame_period_s"], 0.01);
  const Json& found = song["detections"][0];
  EXPECT_EQ(found["segments"], Json::parse("[[0.1234, 0.5679, 0.5]]"));
  EXPECT_EQ(found["first_point_s"], 0.03);
  EXPECT_EQ(found["period_s"], 0.0125);
}

TEST(SongPage, ColorsModelsAsThePictureDoes) {
  SongPage page = small_page();
  page.timeline.detections.push_back(page.timeline.detections[0]);
  const Json song = page_json(to_html(page), "song");
  for (std::size_t i = 0; i < 2; ++i)
    EXPECT_EQ(song["detections"][i]["color"], css_of(kModelColors[i]));
  EXPECT_EQ(song["truth_color"], css_of(kTruth));
  EXPECT_EQ(song["threshold_color"], css_of(kThreshold));
}

TEST(SongPage, NamesOneThresholdOnceAndSaysWhatIsHeldToIt) {
  SongPage page = small_page();
  page.timeline.threshold = page.timeline.offset.emplace(0.3);
  for (const bool is_smoothed : {false, true}) {
    page.timeline.is_smoothed = is_smoothed;
    const Json song = page_json(to_html(page), "song");
    EXPECT_EQ(song["thresholds"], Json::parse("[0.3]"));
    EXPECT_EQ(song["is_smoothed"], is_smoothed);
  }
}

TEST(SongPage, KnowsThatThereIsNoTruth) {
  EXPECT_TRUE(page_json(to_html(small_page()), "song")["truth"].is_null());
}

TEST(SongPage, PlaysTheSound) {
  const SongPage page = small_page();
  const Audio sound = played(page);
  EXPECT_EQ(sound.sample_rate, 16000);
  ASSERT_EQ(sound.samples.size(), page.sound.samples.size());
  for (std::size_t i = 0; i < sound.samples.size(); ++i)
    ASSERT_NEAR(sound.samples[i], page.sound.samples[i], 0.5001 / 32768) << i;
}

// A raised level can exceed full scale: the whole sound is lowered instead of distorted.
TEST(SongPage, LowersWhatIsLouderThanFullScale) {
  Audio loud = tone(3);
  for (const float peak : {3.5f, -4.0f}) {
    loud.samples[100] = peak;
    const Audio sound = played(small_page(loud));
    ASSERT_EQ(sound.samples.size(), loud.samples.size());
    for (std::size_t i = 0; i < sound.samples.size(); ++i)
      ASSERT_NEAR(sound.samples[i], loud.samples[i] / std::abs(peak), 2.0 / 32768) << i;
  }
}

TEST(SongPage, ShowsFramesAsColumnsAndLowBinsBelow) {
  const Json layer = page_json(to_html(small_page()), "song")["layers"][0];
  ASSERT_EQ(layer["tiles"].size(), 1u);
  const Pixels pixels = pixels_of(decoded(layer["tiles"][0]));
  EXPECT_EQ(pixels.width, 100u);
  EXPECT_EQ(pixels.height, 8u);
  EXPECT_TRUE(pixels.has(10, 7, heat_color(1)));
  EXPECT_TRUE(pixels.has(10, 0, heat_color(0)));
  EXPECT_TRUE(pixels.has(60, 7, heat_color(0)));
}

// Positions are in bins; the layer shows as many marks as its height has room for.
TEST(SongPage, MarksFrequenciesWhereTheyAre) {
  const Json layer = page_json(to_html(small_page()), "song")["layers"][0];
  EXPECT_EQ(layer["frequency_ticks"], Json::parse(R"([[1.0, "1"], [2.0, "2"], [4.0, "4"],
      [6.0, "6"], [3.0, "3"], [5.0, "5"], [7.0, "7"]])"));
}

// No browser displays a picture as wide as an hour of song.
TEST(SongPage, CutsLongSongsIntoTiles) {
  SongPage page = small_page();
  TimeFrequency& shown = page.timeline.spectrogram;
  shown.num_frames = 5000;
  shown.values.assign(5000 * 8, 0.0f);
  for (std::int64_t t = 4100; t < 5000; ++t) shown.values[t * 8] = 1;
  const Json layer = page_json(to_html(page), "song")["layers"][0];
  ASSERT_EQ(layer["tiles"].size(), 2u);
  EXPECT_EQ(layer["tile_frames"], 4096);
  const Pixels second = pixels_of(decoded(layer["tiles"][1]));
  EXPECT_EQ(second.width, 904u);
  EXPECT_TRUE(second.has(3, 7, heat_color(0)));
  EXPECT_TRUE(second.has(4, 7, heat_color(1)));
}

TEST(SongPage, HasALayerForTheMapWhereThereIsOne) {
  SongPage page = small_page();
  EXPECT_EQ(page_json(to_html(page), "song")["layers"].size(), 1u);
  page.map = page.timeline.spectrogram;
  page.map_name = "saliency map of a network";
  page.map.num_bins = 4;
  page.map.num_frames = 200;
  page.map.frequency_hz.resize(4);
  const Json layers = page_json(to_html(page), "song")["layers"];
  ASSERT_EQ(layers.size(), 2u);
  EXPECT_EQ(layers[1]["name"], "saliency map of a network");
  EXPECT_EQ(pixels_of(decoded(layers[1]["tiles"][0])).width, 200u);
}

// A file's name may be anything: it must not end an element or fill another placeholder.
TEST(SongPage, ShowsNamesAsTheyAre) {
  SongPage page = small_page();
  const std::string name = "</script><b>&amp; {{song}} \"\\";
  page.timeline.title = page.tool = name;
  page.timeline.detections[0].name = name + "\xff";
  page.detection = R"({"path": "</script>"})";
  const std::string html = to_html(page);
  const Json song = page_json(html, "song");
  EXPECT_EQ(song["title"], name);
  EXPECT_EQ(song["detections"][0]["name"], name + "\xef\xbf\xbd");
  EXPECT_EQ(page_json(html, "detection")["path"], "</script>");
  EXPECT_TRUE(holds(html, "<title>&lt;/script>&lt;b>&amp;amp; {{song}}"));
  EXPECT_FALSE(holds(html, "<b>"));
}

TEST(SongPage, NeedsNoOtherFile) {
  const std::string html = to_html(small_page());
  for (const char* reference : {"http:", "https:", "src=", "href=", "import ", "url("})
    EXPECT_FALSE(holds(html, reference));
}

TEST(SongPage, RefusesASpectrogramOfAnotherShape) {
  SongPage page = small_page();
  page.timeline.spectrogram.num_bins = 9;
  expect_error(Exit::kSoftware, "is [num_frames, num_bins]", [&] { to_html(page); });
}

}  // namespace
}  // namespace cantus
