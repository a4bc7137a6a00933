#include "apps/transfer_table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/version.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

std::string cell(const std::optional<RunMean>& score) {
  if (!score) return "-";
  return score->half_width ? fmt::format("{:.4f} ± {:.4f}", score->mean, *score->half_width)
                           : fmt::format("{:.4f}", score->mean);
}

Json json_of(const TransferRow& row) {
  Json json;
  json["layers"] = row.way.layers;
  json["mode"] =
      row.way.is_from_scratch() ? Json(nullptr) : Json(row.way.is_fixed ? "fixed" : "fine-tuned");
  json["trainable"] = row.num_trainable;
  for (const char* score : kTransferScores) {
    const auto mean = row.mean_of(score);
    if (!mean) continue;
    json[score] = {{"mean", mean->mean}, {"half_width", nullptr}, {"runs", Json::array()}};
    if (mean->half_width) json[score]["half_width"] = *mean->half_width;
    for (const TransferScores& run : row.runs) {
      const auto found = run.find(score);
      json[score]["runs"].push_back(found == run.end() ? Json(nullptr) : Json(found->second));
    }
  }
  return json;
}

}  // namespace

TransferScores scores_of(const std::string& file, const std::string& json) {
  TransferScores scores;
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

std::optional<RunMean> TransferRow::mean_of(const std::string& score) const {
  std::vector<double> values;
  for (const TransferScores& run : runs) {
    const auto found = run.find(score);
    if (found != run.end()) values.push_back(found->second);
  }
  if (values.empty()) return {};
  return mean_of_runs(values);
}

std::string to_markdown(const TransferSubject& subject, const std::vector<TransferRow>& rows) {
  std::string text = fmt::format(
      "{}; layers of {}; tested on {}; seeds {}; {}. Mean over the seeds ± half of its 95 % "
      "interval (Student's t).\n\n",
      subject.experiment, subject.source, subject.songs, fmt::join(subject.seeds, ", "),
      subject.device);
  text +=
      "| layers | mode | trainable | F | F, mean of songs | P | R | specificity | AUROC |\n"
      "|---|---|---|---|---|---|---|---|---|\n";
  for (const TransferRow& row : rows) {
    const char* mode = row.way.is_fixed ? "fixed" : "fine-tuned";
    text += fmt::format("| {} | {} | {} |", row.way.layers, row.way.is_from_scratch() ? "-" : mode,
                        row.num_trainable);
    for (const char* score : kTransferScores)
      text += fmt::format(" {} |", cell(row.mean_of(score)));
    text += "\n";
  }
  return text;
}

std::string to_json(const TransferSubject& subject, const std::vector<TransferRow>& rows) {
  Json json;
  json["schema"] = "cantus.transfer/1";
  json["tool"] = tool();
  json["experiment"] = subject.experiment;
  json["source"] = {{"file", subject.source}, {"sha256", subject.source_sha256}};
  json["songs"] = subject.songs;
  json["seeds"] = subject.seeds;
  json["device"] = subject.device;
  json["ways"] = Json::array();
  for (const TransferRow& row : rows) json["ways"].push_back(json_of(row));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cantus
