#include "data/page/song_page.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string_view>

#include <nlohmann/json.hpp>

#include "data/audio/write_flac.h"
#include "data/files/base64.h"
#include "data/files/json_text.h"
#include "data/page/page_parts.h"
#include "data/picture/palette.h"
#include "data/picture/png_file.h"
#include "data/picture/ticks.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

// Browsers refuse pictures wider than some ten thousand pixels.
constexpr std::int64_t kTileFrames = 4096;
constexpr int kNumShades = 256;
constexpr double kLayerPixels = 330;  // height at which layers are drawn

double rounded(double value, double parts) { return std::round(value * parts) / parts; }

std::string css(Color color) {
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", color.r, color.g, color.b);
  return text;
}

Json spans(const std::vector<Segment>& segments) {
  Json all = Json::array();
  for (const Segment& one : segments)
    all.push_back(
        {rounded(one.start_s, 1e4), rounded(one.end_s, 1e4), rounded(one.confidence, 1e4)});
  return all;
}

Json detection_json(const TimelineDetection& found, Color color) {
  Json json = {{"name", found.name},
               {"color", css(color)},
               {"first_point_s", found.first_point_s},
               {"period_s", found.curve_period_s},
               {"segments", spans(found.segments)}};
  Json& curve = json["curve"] = Json::array();
  for (const float value : found.curve) curve.push_back(rounded(value, 1e4));
  return json;
}

// The frames from `first` on as a picture, one column per frame, frequency up.
IndexedPicture tile(const TimeFrequency& shown, const Shading& shading, std::int64_t first,
                    std::int64_t count) {
  IndexedPicture picture{static_cast<int>(count), static_cast<int>(shown.num_bins), {}, {}};
  for (int shade = 0; shade < kNumShades; ++shade)
    picture.palette.push_back(heat_color(shade / (kNumShades - 1.0)));
  picture.indices.resize(static_cast<std::size_t>(count * shown.num_bins));
  for (std::int64_t t = 0; t < count; ++t) {
    const float* frame = &shown.values[static_cast<std::size_t>((first + t) * shown.num_bins)];
    for (std::int64_t bin = 0; bin < shown.num_bins; ++bin)
      picture.indices[static_cast<std::size_t>((shown.num_bins - 1 - bin) * count + t)] =
          static_cast<std::uint8_t>(std::lround((kNumShades - 1) * shading.of(frame[bin])));
  }
  return picture;
}

Json layer_json(const std::string& name, const TimeFrequency& shown) {
  Json json = {{"name", name},
               {"first_frame_s", shown.first_frame_s},
               {"frame_period_s", shown.frame_period_s},
               {"num_bins", shown.num_bins},
               {"frequency_hz", shown.frequency_hz},
               {"tile_frames", kTileFrames}};
  Json& ticks = json["frequency_ticks"] = Json::array();
  const double bins_per_pixel = static_cast<double>(shown.num_bins) / kLayerPixels;
  for (const Tick& tick : frequency_ticks(shown.frequency_hz, 24 * bins_per_pixel))
    ticks.push_back({tick.value, tick.text});
  const Shading shading(shown);
  Json& tiles = json["tiles"] = Json::array();
  for (std::int64_t first = 0; first < shown.num_frames; first += kTileFrames)
    tiles.push_back(base64(
        to_png(tile(shown, shading, first, std::min(kTileFrames, shown.num_frames - first)))));
  return json;
}

// A scale <= 1 for the whole sound, which may exceed full scale where its level was raised.
float within_full_scale(const Audio& sound) {
  float peak = 1;
  for (const float x : sound.samples) peak = std::max(peak, std::abs(x));
  return 1 / peak;
}

Json song_json(const SongPage& page) {
  const SongTimeline& timeline = page.timeline;
  Json json = {{"title", timeline.title},
               {"duration_s", timeline.duration_s},
               {"truth", timeline.truth ? spans(*timeline.truth) : Json()},
               {"truth_color", css(kTruth)},
               {"threshold_color", css(kThreshold)},
               {"thresholds", {rounded(timeline.threshold, 1e4)}},
               {"is_smoothed", timeline.is_smoothed},
               {"layer_pixels", kLayerPixels}};
  if (timeline.offset && *timeline.offset != timeline.threshold)
    json["thresholds"].push_back(rounded(*timeline.offset, 1e4));
  json["detections"] = Json::array();
  for (std::size_t i = 0; i < timeline.detections.size(); ++i)
    json["detections"].push_back(
        detection_json(timeline.detections[i], kModelColors[i % kModelColors.size()]));
  json["layers"] = {layer_json("spectrogram", timeline.spectrogram)};
  if (page.map.num_frames > 0) json["layers"].push_back(layer_json(page.map_name, page.map));
  return json;
}

// Escapes `letter`, so that no text can open or end an HTML element.
std::string without(std::string text, char letter, std::string_view escape) {
  for (std::size_t at = 0; (at = text.find(letter, at)) != std::string::npos; at += escape.size())
    text.replace(at, 1, escape);
  return text;
}

// JSON for use inside HTML.
std::string as_json(const std::string& text) { return without(text, '<', "\\u003c"); }

std::string as_html(const std::string& text) {
  return without(without(valid_utf8(text), '&', "&amp;"), '<', "&lt;");
}

// Replaces each {{name}} in the text in one pass, so that replacements are not searched for names.
std::string filled(std::string_view text, const std::map<std::string_view, std::string>& places) {
  std::string whole;
  while (true) {
    const std::size_t open = text.find("{{");
    whole += text.substr(0, open);
    if (open == std::string_view::npos) return whole;
    const std::size_t close = text.find("}}", open);
    whole += places.at(text.substr(open + 2, close - open - 2));
    text.remove_prefix(close + 2);
  }
}

}  // namespace

std::string to_html(const SongPage& page) {
  require_whole(page.timeline);
  return filled(kPageHtml, {{"title", as_html(page.timeline.title)},
                            {"style", kPageStyle},
                            {"song", as_json(json_line(song_json(page)))},
                            {"flac", base64(to_flac(page.sound, within_full_scale(page.sound)))},
                            {"detection", as_json(page.detection)},
                            {"script", kPageScript},
                            {"tool", as_html(page.tool)}});
}

}  // namespace cantus
