#include "apps/study/run_scores.h"

#include <span>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/evaluation/evaluation.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

// Where a score is in a document.
struct Place {
  const char* name;
  const char* pointer;  // RFC 6901
  const char* title;    // "": the name
};

constexpr Place kOfFrames[] = {
    {"f", "/detectors/0/pooled/f", "F"},
    {"f_mean_of_songs", "/detectors/0/mean_of_songs/f/mean", "F, mean of songs"},
    {"precision", "/detectors/0/pooled/precision", "P"},
    {"recall", "/detectors/0/pooled/recall", "R"},
    {"specificity", "/detectors/0/pooled/specificity", ""},
    {"auroc", "/detectors/0/pooled/auroc", "AUROC"}};

constexpr Place kOfMaps[] = {
    {"prediction_auroc", "/detectors/0/pooled/auroc", "pred. AUROC"},
    {"prediction_auroc_mean_of_songs", "/detectors/0/mean_of_songs/auroc/mean",
     "pred. AUROC, mean of songs"},
    {"prediction_accuracy", "/detectors/0/pooled/accuracy", "pred. max acc."},
    {"prediction_accuracy_mean_of_songs", "/detectors/0/mean_of_songs/accuracy/mean",
     "pred. acc., mean of songs"},
    {"prediction_lag_s", "/detectors/0/overshoot/lag_s", "pred. lag, s"},
    {"prediction_lead_s", "/detectors/0/overshoot/lead_s", "pred. lead, s"},
    {"saliency_auroc", "/detectors/1/pooled/auroc", "sal. AUROC"},
    {"saliency_auroc_mean_of_songs", "/detectors/1/mean_of_songs/auroc/mean",
     "sal. AUROC, mean of songs"},
    {"saliency_accuracy", "/detectors/1/pooled/accuracy", "sal. max acc."},
    {"saliency_accuracy_mean_of_songs", "/detectors/1/mean_of_songs/accuracy/mean",
     "sal. acc., mean of songs"},
    {"saliency_lag_s", "/detectors/1/overshoot/lag_s", "sal. lag, s"},
    {"saliency_lead_s", "/detectors/1/overshoot/lead_s", "sal. lead, s"},
    {"spectral_precision", "/spectral/mean_of_songs/precision", "P"},
    {"spectral_recall", "/spectral/mean_of_songs/recall", "R"},
    {"spectral_f", "/spectral/mean_of_songs/f", "F"}};

std::span<const Place> places_of(Scoring scoring) {
  if (scoring == Scoring::kMaps) return kOfMaps;
  return kOfFrames;
}

std::vector<std::string> names_of(std::span<const Place> places) {
  std::vector<std::string> names;
  for (const Place& place : places) names.emplace_back(place.name);
  return names;
}

}  // namespace

const std::vector<std::string>& score_names(Scoring scoring) {
  static const auto of_frames = names_of(kOfFrames), of_maps = names_of(kOfMaps);
  return scoring == Scoring::kMaps ? of_maps : of_frames;
}

std::string score_title(const std::string& score) {
  for (const Scoring scoring : {Scoring::kFrames, Scoring::kMaps})
    for (const Place& place : places_of(scoring))
      if (place.name == score && *place.title != 0) return place.title;
  return score;
}

RunScores scores_of(Scoring scoring, const std::string& file, const Json& document) {
  const Error none(Exit::kBadData, file, "no scores of a model", "what evaluate --json prints",
                   "delete it, and it is made again");
  RunScores scores;
  try {
    if (document.at("schema") != kEvaluateSchema) throw none;
    for (const Place& place : places_of(scoring)) {
      const Json::json_pointer pointer(place.pointer);
      if (!document.contains(pointer)) continue;
      if (const Json& value = document.at(pointer); value.is_number())
        scores[place.name] = value.get<double>();
    }
  } catch (const Json::exception&) {
    throw none;
  }
  if (scores.empty()) throw none;
  return scores;
}

std::optional<RunMean> mean_of(const std::vector<RunScores>& runs, const std::string& score) {
  std::vector<double> values;
  for (const RunScores& run : runs) {
    const auto found = run.find(score);
    if (found != run.end()) values.push_back(found->second);
  }
  if (values.empty()) return {};
  return mean_of_runs(values);
}

std::string score_cell(const std::optional<RunMean>& score, std::int64_t num_wanted) {
  if (!score) return "-";
  std::string text = fmt::format("{:.4f}", score->mean);
  if (score->half_width) text += fmt::format(" ± {:.4f}", *score->half_width);
  if (score->num_runs < num_wanted) text += fmt::format(" ({} of {})", score->num_runs, num_wanted);
  return text;
}

Json json_of(const std::vector<RunScores>& runs, const std::string& score) {
  const auto mean = mean_of(runs, score);
  if (!mean) return nullptr;
  Json json{{"mean", mean->mean}, {"half_width", nullptr}, {"runs", Json::array()}};
  if (mean->half_width) json["half_width"] = *mean->half_width;
  for (const RunScores& run : runs) {
    const auto found = run.find(score);
    json["runs"].push_back(found == run.end() ? Json(nullptr) : Json(found->second));
  }
  return json;
}

}  // namespace cantus
