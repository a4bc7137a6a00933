#include "apps/transfer_table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/version.h"
#include "data/files/json_text.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

Json way_json(const TransferRow& row) {
  Json json;
  json["layers"] = row.way.layers;
  json["mode"] =
      row.way.is_from_scratch() ? Json(nullptr) : Json(row.way.is_fixed ? "fixed" : "fine-tuned");
  json["trainable"] = row.num_trainable;
  for (const std::string& score : score_names(Scoring::kFrames)) {
    if (const Json scores = json_of(row.runs, score); !scores.is_null()) json[score] = scores;
  }
  return json;
}

}  // namespace

std::string to_markdown(const TransferSubject& subject, const std::vector<TransferRow>& rows) {
  std::string text = fmt::format(
      "{}; layers of {}; tested on {}; seeds {}; {}. Mean over the seeds ± half of its 95 % "
      "interval (Student's t).\n\n",
      subject.experiment, subject.source, subject.songs, fmt::join(subject.seeds, ", "),
      subject.device);
  std::string rule = "|---|---|---|";
  text += "| layers | mode | trainable |";
  for (const std::string& score : score_names(Scoring::kFrames)) {
    text += fmt::format(" {} |", score_title(score));
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (const TransferRow& row : rows) {
    const char* mode = row.way.is_fixed ? "fixed" : "fine-tuned";
    text += fmt::format("| {} | {} | {} |", row.way.layers, row.way.is_from_scratch() ? "-" : mode,
                        row.num_trainable);
    for (const std::string& score : score_names(Scoring::kFrames))
      text += fmt::format(" {} |", score_cell(mean_of(row.runs, score)));
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
  for (const TransferRow& row : rows) json["ways"].push_back(way_json(row));
  return json_text(json);
}

}  // namespace cantus
