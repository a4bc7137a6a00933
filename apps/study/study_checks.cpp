#include "apps/study/study_checks.h"

#include <algorithm>

#include <fmt/format.h>

#include "apps/program/nearest.h"
#include "apps/self_improvement/improvement_rounds.h"
#include "kernels/core/error.h"
#include "models/saliency/saliency.h"

namespace cantus {
namespace {

// Refuses settings that are the study's to decide.
void check_settings(const Study& study, const StudyRow& row) {
  const auto refuse = [&](const char* key, const char* expected) {
    const auto given = row.settings.find(key);
    if (given == row.settings.end()) return;
    const std::string& where = given->second.where;
    throw Error(Exit::kBadConfig, where.empty() ? study.file : where, std::string(key) + " given",
                expected, "leave it out");
  };
  refuse("experiment.seed", "none: every row has the seeds --seed, --seed + 1, ...");
  if (row.round.empty()) return;
  for (const char* key : {"self_improve.rounds", "self_improve.betas"})
    refuse(key, "none: a row's `round` says which network it is");
}

}  // namespace

void check_columns(const Study& study, const std::string& where) {
  std::vector<std::string> known{"name",       "layers",    "mode", "paper",
                                 "parameters", "trainable", "runs", "validation_f"};
  const auto& scores = score_names(study.test.scoring);
  known.insert(known.end(), scores.begin(), scores.end());
  for (const StudyColumn& column : study.columns) {
    if (std::find(known.begin(), known.end(), column.key) != known.end()) continue;
    if (is_setting(column.key)) continue;
    throw Error(Exit::kBadConfig, where, "column " + column.key, join(known) + ", a setting",
                did_you_mean(column.key, known));
  }
}

void check_rows(const Study& study) {
  for (const StudyRow& row : study.rows) {
    check_settings(study, row);
    const Experiment experiment = row_experiment(study, row, 1);
    const Network network = experiment.network();
    if (!row.is_trained() && study.test.scoring != Scoring::kMaps)
      throw Error(Exit::kBadConfig, row.where, "row " + row.name + " is an estimate",
                  "test.scores = \"maps\"");
    for (const ImprovementRound& round : improvement_rounds())
      if (round.name == row.round) require_targets(round, experiment);
    if (row.is_trained() && study.test.scoring == Scoring::kMaps)
      record_saliency(network, 1);  // refused now rather than after its training
    if (const auto unknown = network.unknown_layer(experiment.transferred))
      throw Error(Exit::kBadConfig, row.where,
                  fmt::format("row {} takes over layer {}", row.name, *unknown),
                  fmt::format("layers of {}: {}", network.name, fmt::join(network.layers, ", ")));
    row_network_experiment(study, row, 1);  // an existing source may not fit
  }
  const bool has_source = !study.source.model.empty() || !study.source.settings.empty();
  const auto needs_source = [](const StudyRow& row) { return !row.way.is_from_scratch(); };
  if (!has_source && std::any_of(study.rows.begin(), study.rows.end(), needs_source))
    throw Error(Exit::kBadConfig, study.file, "layers to take over, and no [source]",
                "source.model, or the settings that train it", "give --source MODEL");
  if (!study.source.settings.empty()) experiment_from(study.source.settings, study.file);
}

void require_source_taken(const Study& study) {
  const bool is_taken =
      std::any_of(study.rows.begin(), study.rows.end(),
                  [](const StudyRow& row) { return !row.way.is_from_scratch(); }) ||
      std::any_of(study.figures.begin(), study.figures.end(),
                  [](const StudyFigure& figure) { return figure.shows_source(); });
  if (!is_taken)
    throw Error(Exit::kUsage, "--source", "given to a study without layers to take over",
                "rows with `layers`, or a figure of {source}");
}

}  // namespace cantus
