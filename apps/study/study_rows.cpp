#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "apps/experiment/given_values.h"
#include "apps/program/nearest.h"
#include "apps/self_improvement/improvement_rounds.h"
#include "apps/study/study.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::size_t kMaxRows = 1000;

// One element of each list under `each`, by key.
using Choice = std::map<std::string, GivenValue>;

[[noreturn]] void refuse_more_rows(const std::string& where) {
  throw Error(Exit::kBadConfig, where, "too many rows", fmt::format("at most {}", kMaxRows),
              "shorten the lists");
}

// All combinations of the axes' elements. `most`: the number of rows that the study has left.
std::vector<Choice> choices_of(const GivenValues& axes, std::size_t most) {
  std::vector<Choice> choices{{}};
  for (const auto& [key, given] : axes) {
    const std::vector<SettingValue> elements = elements_of(given.value);
    if (choices.size() * elements.size() > most) refuse_more_rows(given.where);
    std::vector<Choice> longer;
    for (const Choice& choice : choices) {
      for (const SettingValue& element : elements) {
        longer.push_back(choice);
        longer.back()[key] = {element, given.where, given.folder};
      }
    }
    choices = longer;
  }
  return choices;
}

std::string plain(const SettingValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? toml_of(value) : *text;
}

std::string name_of(const std::string& given, const std::string& way, const Choice& choice) {
  std::vector<std::string> parts;
  if (!given.empty()) parts.push_back(given);
  if (!way.empty() && (given.empty() || choice.contains("layers") || choice.contains("mode")))
    parts.push_back(way);
  for (const auto& [key, value] : choice) {
    if (key == "layers" || key == "mode") continue;
    parts.push_back(fmt::format("{} {}", key.substr(key.rfind('.') + 1), plain(value.value)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

void require_known(const std::string& key, const std::string& text, const std::string& where,
                   const std::vector<std::string>& known) {
  if (text.empty() || std::find(known.begin(), known.end(), text) != known.end()) return;
  throw Error(Exit::kBadConfig, where, fmt::format("{} is \"{}\"", key, text), join(known),
              did_you_mean(text, known));
}

std::vector<std::string> names_of_rounds() {
  std::vector<std::string> names;
  for (const ImprovementRound& round : improvement_rounds()) names.push_back(round.name);
  return names;
}

void require_one_kind(const StudyRow& row, const std::string& where) {
  const int num_kinds = (row.way.is_from_scratch() ? 0 : 1) + (row.round.empty() ? 0 : 1) +
                        (row.is_trained() ? 0 : 1);
  if (num_kinds > 1)
    throw Error(Exit::kBadConfig, where, "two of layers, round and estimate in a row", "one");
}

StudyRow row_of(GivenValues values, const Choice& choice, const GivenValues& shared) {
  for (const auto& [key, value] : choice) values[key] = value;
  const std::string where = values.begin()->second.where;
  StudyRow row;
  row.where = where;
  const bool has_way = values.contains("layers");
  std::string name, estimate;
  Settings settings;
  settings.text("name", name);
  settings.text("layers", row.way.layers);
  settings.choice("mode", row.way.mode);
  settings.text("round", row.round);
  settings.text("estimate", estimate);
  settings.text("paper", row.paper);
  settings.take_out(values);
  if (row.way.is_from_scratch() && row.way.mode == TransferMode::kFixed)
    throw Error(Exit::kBadConfig, where, "mode is \"fixed\" of layers = \"none\"", "fine-tuned",
                "give a row from scratch no mode");
  require_known("round", row.round, where, names_of_rounds());
  require_known("estimate", estimate, where, names_of<EstimateKind>());
  row.estimate = named<EstimateKind>(estimate);
  require_one_kind(row, where);
  row.name = name_of(name, has_way ? row.way.name() : "", choice);
  if (row.name.empty())
    throw Error(Exit::kBadConfig, where, "a row without a name", "name, layers or each");
  row.settings = shared;
  for (const auto& [key, value] : values) row.settings[key] = value;
  return row;
}

}  // namespace

std::string StudyRow::run(std::uint64_t seed) const {
  std::string text;
  for (const char c : name) {
    const bool is_plain =
        std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '.' || c == '_';
    if (is_plain) text += c;
    if (!is_plain && !text.empty() && text.back() != '-') text += '-';
  }
  return fmt::format("{}-seed{}", text, seed);
}

std::vector<StudyRow> rows_of(const std::vector<GivenValues>& tables, const GivenValues& shared) {
  std::vector<StudyRow> rows;
  std::set<std::string> runs;
  for (GivenValues values : tables) {
    const std::string where = values.begin()->second.where;
    if (rows.size() == kMaxRows) refuse_more_rows(where);
    const GivenValues axes = take_section(values, "each.");
    for (const Choice& choice : choices_of(axes, kMaxRows - rows.size())) {
      rows.push_back(row_of(values, choice, shared));
      if (!runs.insert(rows.back().run(0)).second)
        throw Error(Exit::kBadConfig, where, "a second row " + rows.back().name, "every row once",
                    "give it a name of its own");
    }
  }
  return rows;
}

}  // namespace cantus
