#include "apps/study/study_table.h"

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

std::vector<RunScores> run_scores_of(const FilledRow& filled) {
  std::vector<RunScores> scores;
  for (const FinishedRun& run : filled.runs) scores.push_back(run.scores);
  return scores;
}

ParameterCount parameters_of(const FilledRow& filled) {
  return filled.row.is_trained() ? count_parameters(filled.experiment) : ParameterCount{};
}

std::string cell(const FilledRow& filled, const std::string& key, std::int64_t num_seeds) {
  const StudyRow& row = filled.row;
  if (key == "name") return row.name;
  if (key == "layers") return row.way.layers;
  if (key == "mode") return row.way.is_from_scratch() ? "-" : to_string(row.way.mode);
  if (key == "paper") return row.paper.empty() ? "-" : row.paper;
  if (key == "runs") return fmt::format("{}", filled.runs.size());
  if (key == "parameters") return fmt::format("{}", parameters_of(filled).weights);
  if (key == "trainable") return fmt::format("{}", parameters_of(filled).trainable);
  if (!is_setting(key)) {
    const std::int64_t num_wanted = row.is_trained() ? num_seeds : 1;
    return score_cell(mean_of(run_scores_of(filled), key), num_wanted);
  }
  std::string text = setting_text(filled.experiment, key);
  std::erase(text, '"');
  return text.empty() ? "-" : text;
}

// The different texts that `of` gives for the runs.
template <typename Of>
std::vector<std::string> all_of(const std::vector<FilledRow>& rows, const Of& of) {
  std::set<std::string> texts;
  for (const FilledRow& filled : rows)
    for (const FinishedRun& run : filled.runs)
      if (const std::string text = of(run); !text.empty()) texts.insert(text);
  return {texts.begin(), texts.end()};
}

std::vector<std::string> devices_of(const std::vector<FilledRow>& rows) {
  return all_of(rows, [](const FinishedRun& run) {
    return run.device + (run.precision == "float32" ? "" : " in " + run.precision);
  });
}

std::vector<std::string> subjects_of(const std::vector<FilledRow>& rows) {
  return all_of(rows, [](const FinishedRun& run) { return run.songs; });
}

std::vector<std::string> sources_of(const std::vector<FilledRow>& rows) {
  return all_of(rows, [](const FinishedRun& run) { return run.source_sha256; });
}

Json row_json(const FilledRow& filled, Scoring scoring) {
  const ParameterCount count = parameters_of(filled);
  const TransferWay& way = filled.row.way;
  Json json{{"name", filled.row.name},
            {"layers", way.layers},
            {"mode", or_null(way.is_from_scratch() ? "" : to_string(way.mode))},
            {"paper", or_null(filled.row.paper)},
            {"parameters", count.weights},
            {"trainable", count.trainable},
            {"seeds", Json::array()}};
  for (const FinishedRun& run : filled.runs) json["seeds"].push_back(run.seed);
  const std::vector<RunScores> runs = run_scores_of(filled);
  for (const std::string& score : score_names(scoring)) json[score] = json_of(runs, score);
  json["validation_f"] = json_of(runs, "validation_f");
  return json;
}

}  // namespace

std::string to_markdown(const Study& study, const std::vector<FilledRow>& rows) {
  std::string text = fmt::format("{}.", study.title);
  if (const auto songs = subjects_of(rows); !songs.empty())
    text += fmt::format(" Tested on {}; {}.", fmt::join(songs, "; "),
                        fmt::join(devices_of(rows), "; "));
  text += " Mean over the seeds ± half of its 95 % interval (Student's t).\n\n|";
  std::string rule = "|";
  for (const StudyColumn& column : study.columns) {
    text += fmt::format(" {} |", column.title);
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (const FilledRow& filled : rows) {
    text += "|";
    for (const StudyColumn& column : study.columns)
      text += fmt::format(" {} |", cell(filled, column.key, std::ssize(study.seeds)));
    text += "\n";
  }
  return text;
}

std::string to_json(const Study& study, const std::vector<FilledRow>& rows) {
  Json json = begin_document(kStudySchema);
  json["experiment"] = study.file;
  json["title"] = study.title;
  json["songs"] = subjects_of(rows);
  json["devices"] = devices_of(rows);
  json["sources"] = sources_of(rows);
  json["rows"] = Json::array();
  for (const FilledRow& filled : rows) json["rows"].push_back(row_json(filled, study.test.scoring));
  return json_text(json);
}

void require_own_table(const std::filesystem::path& table, const Study& study) {
  if (!std::filesystem::exists(table))
    return refuse_to_overwrite(std::filesystem::path(table).replace_extension(".md"), false);
  const auto refuse = [&](const std::string& found, const std::string& expected) {
    throw Error(Exit::kCannotCreate, table.string(), found, expected,
                "ask for that too, choose another output, or give --force");
  };
  const auto there = read_document(table, kStudySchema);
  if (!there) refuse("is no table of a study", study.file);
  try {
    const std::string file = there->at("experiment");
    const auto name_of = [](const std::string& path) {
      return std::filesystem::path(path).filename();
    };
    if (name_of(file) != name_of(study.file)) refuse("is the table of " + file, study.file);
    for (const Json& row : there->at("rows")) {
      const std::string name = row.at("name");
      const auto has_name = [&name](const StudyRow& one) { return one.name == name; };
      if (std::none_of(study.rows.begin(), study.rows.end(), has_name))
        refuse(fmt::format("has row {}, which is not asked for", in_quotes(name)),
               "every row that is in it");
      for (const auto seed : row.at("seeds").get<std::vector<std::uint64_t>>())
        if (std::find(study.seeds.begin(), study.seeds.end(), seed) == study.seeds.end())
          refuse(fmt::format("has seed {}, which is not asked for", seed),
                 "every seed that is in it");
    }
  } catch (const Json::exception&) {
    refuse("is no table of a study", study.file);
  }
}

}  // namespace cantus
