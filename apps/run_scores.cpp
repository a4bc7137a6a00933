#include "apps/run_scores.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "kernels/core/error.h"

namespace cantus {

std::string score_title(const std::string& score) {
  static const std::map<std::string, std::string> kTitles{{"f", "F"},
                                                          {"f_mean_of_songs", "F, mean of songs"},
                                                          {"precision", "P"},
                                                          {"recall", "R"},
                                                          {"auroc", "AUROC"}};
  const auto found = kTitles.find(score);
  return found == kTitles.end() ? score : found->second;
}

RunScores scores_of(const std::string& file, const std::string& json) {
  using Json = nlohmann::json;
  RunScores scores;
  try {
    const Json detector = Json::parse(json).at("detectors").at(0);
    const auto take = [&](const std::string& name, const Json& value) {
      if (value.is_number()) scores[name] = value.get<double>();
    };
    for (const char* name : {"f", "precision", "recall", "specificity", "auroc"})
      take(name, detector.at("pooled").at(name));
    take("f_mean_of_songs", detector.at("mean_of_songs").at("f").at("mean"));
  } catch (const Json::exception&) {
    throw Error(Exit::kBadData, file, "no scores of a model", "what evaluate --json prints",
                "delete it, and it is made again");
  }
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

std::string score_cell(const std::optional<RunMean>& score) {
  if (!score) return "-";
  return score->half_width ? fmt::format("{:.4f} ± {:.4f}", score->mean, *score->half_width)
                           : fmt::format("{:.4f}", score->mean);
}

nlohmann::ordered_json json_of(const std::vector<RunScores>& runs, const std::string& score) {
  using Json = nlohmann::ordered_json;
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
