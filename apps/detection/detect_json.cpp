#include "apps/detection/detect_json.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "apps/program/document.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

double microseconds(double seconds) { return std::round(seconds * 1e6) / 1e6; }

// Six decimals: the precision of a float probability.
double rounded(float value) { return std::round(static_cast<double>(value) * 1e6) / 1e6; }

}  // namespace

Json song_json(const std::string& path, const Detection& detection,
               const std::string& positive_label, const std::vector<std::string>& files) {
  Json song;
  song["path"] = path;
  song["duration_s"] = microseconds(detection.duration_s);
  song["segments"] = Json::array();
  for (const VoiceSegment& voice : detection.voice) {
    Json segment;
    segment["start_s"] = microseconds(voice.start_s);
    segment["end_s"] = microseconds(voice.end_s);
    segment["label"] = positive_label;
    segment["confidence"] = rounded(voice.confidence);
    song["segments"].push_back(segment);
  }
  song["warnings"] = detection.warnings;
  song["files"] = files;
  return song;
}

Json song_json(const std::string& path, const std::vector<std::string>& files) {
  return {{"path", path}, {"files", files}, {"was_there", true}};
}

Json detect_json(const DetectProvenance& provenance, const Json& songs) {
  Json all = begin_document("cantus.detect/1");
  all["model"]["network"] = provenance.facts->network;
  all["model"]["sha256"] = provenance.model_sha256;
  for (const auto& [name, network, sha256] : provenance.beside)
    all["beside"].push_back({{"name", name}, {"network", network}, {"sha256", sha256}});
  if (const auto& map = provenance.map)
    all["map"] = {{"network", map->network}, {"sha256", map->sha256}};
  all["front_end"] = provenance.facts->front_end;
  all["device"] = to_string(provenance.device);
  all["precision"] = to_string(provenance.precision);
  all["blocks"] = to_string(provenance.blocks);
  all["gain_db"] = provenance.gain_db;
  const SegmentSettings& settings = provenance.settings;
  all["decoder"]["median_frames"] = settings.median_frames;
  all["decoder"]["onset"] = rounded(settings.onset);
  all["decoder"]["offset"] = rounded(settings.offset);
  all["decoder"]["min_voice_s"] = settings.min_voice_s;
  all["decoder"]["min_gap_s"] = settings.min_gap_s;
  all["decoder"]["pad_start_s"] = settings.pad_start_s;
  all["decoder"]["pad_end_s"] = settings.pad_end_s;
  all["songs"] = songs;
  return all;
}

}  // namespace cantus
