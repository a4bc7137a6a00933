#include "apps/transfer/transfer_table.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/program/document.h"
#include "apps/songs/output_names.h"
#include "data/files/json_text.h"
#include "data/files/text_lines.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

Json way_json(const TransferRow& row) {
  Json json;
  json["layers"] = row.way.layers;
  json["mode"] = row.way.is_from_scratch() ? Json(nullptr) : Json(row.way.mode());
  json["trainable"] = row.num_trainable;
  for (const std::string& score : score_names(Scoring::kFrames))
    json[score] = json_of(row.runs, score);
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
  const auto num_seeds = static_cast<std::int64_t>(subject.seeds.size());
  for (const TransferRow& row : rows) {
    const char* mode = row.way.mode();
    text += fmt::format("| {} | {} | {} |", row.way.layers, row.way.is_from_scratch() ? "-" : mode,
                        row.num_trainable);
    for (const std::string& score : score_names(Scoring::kFrames))
      text += fmt::format(" {} |", score_cell(mean_of(row.runs, score), num_seeds));
    text += "\n";
  }
  return text;
}

std::string to_json(const TransferSubject& subject, const std::vector<TransferRow>& rows) {
  Json json = begin_document(kTransferSchema);
  json["experiment"] = subject.experiment;
  json["source"] = {{"file", subject.source}, {"sha256", subject.source_sha256}};
  json["songs"] = subject.songs;
  json["seeds"] = subject.seeds;
  json["device"] = subject.device;
  json["ways"] = Json::array();
  for (const TransferRow& row : rows) json["ways"].push_back(way_json(row));
  return json_text(json);
}

void require_all_of_table(const std::filesystem::path& table, const std::string& songs,
                          const std::vector<TransferWay>& ways,
                          const std::vector<std::uint64_t>& seeds) {
  if (!std::filesystem::exists(table))
    return refuse_to_overwrite(std::filesystem::path(table).replace_extension(".md"), false);
  const auto refuse = [&](const std::string& found, const std::string& expected) {
    throw Error(Exit::kCannotCreate, table.string(), found, expected,
                "ask for that too, choose another output, or give --force");
  };
  std::set<std::string> names;
  for (const TransferWay& way : ways) names.insert(way.name());
  const auto document = read_document(table, kTransferSchema);
  if (!document) refuse("is no table of transfer", kTransferSchema);
  const Json& there = *document;
  try {
    const std::string songs_there = there.at("songs");
    if (!songs_there.ends_with(", " + songs)) refuse("is of " + songs_there, songs);
    for (const Json& row : there.at("ways")) {
      const TransferWay way{row.at("layers").get<std::string>(), row.at("mode") == "fixed"};
      if (names.count(way.name()) == 0)
        refuse("has the way " + in_quotes(way.name()) + ", which is not asked for",
               "every way that is in it");
    }
    for (const auto seed : there.at("seeds").get<std::vector<std::uint64_t>>())
      if (std::find(seeds.begin(), seeds.end(), seed) == seeds.end())
        refuse("has seed " + std::to_string(seed) + ", which is not asked for",
               "every seed that is in it");
  } catch (const Json::exception&) {
    refuse("is no table of transfer", kTransferSchema);
  }
}

}  // namespace cantus
