#include "apps/study/study.h"

#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "apps/evaluation/run_scores.h"
#include "apps/experiment/given_values.h"
#include "apps/program/nearest.h"
#include "apps/self_improvement/improvement_rounds.h"
#include "apps/study/study_checks.h"
#include "apps/study/study_settings.h"
#include "data/files/path_below.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

using Corpora = std::map<std::string, StudyCorpus>;

// One of the sections [corpora.NAME] or [figures.NAME].
struct NamedSection {
  std::string name;
  std::string where;  // its first value stands
  GivenValues values;
};

// The first of those in `sections`, whose keys open with the names. Requires that there is one.
// What has a name alone, `corpora.a = 1`, stays there and gives a section without values.
NamedSection take_first(GivenValues& sections) {
  const auto& [key, given] = *sections.begin();
  NamedSection first{key.substr(0, key.find('.')), given.where, {}};
  first.values = take_section(sections, first.name + ".");
  return first;
}

Corpora take_corpora(GivenValues& values) {
  GivenValues sections = take_section(values, "corpora.");
  Corpora corpora;
  while (!sections.empty()) {
    auto [name, where, one] = take_first(sections);
    StudyCorpus& corpus = corpora[name];
    Settings settings;
    settings.path("root", corpus.root);
    settings.text("manifest", corpus.manifest);
    settings.text("make", corpus.make);
    settings.take_out(one);
    if (corpus.root.empty())
      throw Error(Exit::kBadConfig, where, "corpora." + name + " without root", "its folder");
    refuse_what_is_left(one, "corpora." + name + ".", {"root", "manifest", "make"});
  }
  return corpora;
}

// Takes `corpus`, the names of corpora, and puts `manifest`, the paths of theirs, in its place.
std::vector<std::string> resolve_corpora(GivenValues& values, const std::string& prefix,
                                         const Corpora& corpora) {
  const auto given = values.find(prefix + "corpus");
  if (given == values.end()) return {};
  GivenValue manifests = given->second;
  std::vector<std::string> names;
  Settings settings;
  settings.texts(prefix + "corpus", names);
  settings.take_out(values);
  if (names.empty()) return {};
  if (values.contains(prefix + "manifest")) {
    throw Error(Exit::kBadConfig, manifests.where,
                fmt::format("{0}corpus beside {0}manifest", prefix), "one of them",
                fmt::format("{}corpus = [] takes back what was included", prefix));
  }
  std::vector<std::string> paths;
  for (const std::string& name : names) {
    const auto found = corpora.find(name);
    if (found == corpora.end()) {
      std::vector<std::string> known;
      for (const auto& [other, corpus] : corpora) known.push_back(other);
      throw Error(Exit::kBadConfig, manifests.where, prefix + "corpus is \"" + name + "\"",
                  join(known), "describe it under [corpora." + name + "]");
    }
    paths.push_back(found->second.path().lexically_normal().string());
  }
  manifests.value = paths;
  manifests.folder = "";
  values[prefix + "manifest"] = manifests;
  return names;
}

std::vector<StudyColumn> columns_of(const std::vector<std::string>& texts) {
  std::vector<StudyColumn> columns;
  for (const std::string& text : texts) {
    const auto colon = text.find(": ");
    const std::string key = text.substr(0, colon);
    const std::string tail = key.substr(key.rfind('.') + 1);
    columns.push_back(
        {key, colon == std::string::npos ? score_title(tail) : text.substr(colon + 2)});
  }
  return columns;
}

StudySource take_source(GivenValues& values, const Corpora& corpora) {
  StudySource source;
  source.settings = take_section(values, "source.");
  Settings settings;
  settings.path("model", source.model);
  settings.take_out(source.settings);
  source.corpora = resolve_corpora(source.settings, "data.", corpora);
  return source;
}

void take_test(GivenValues& values, Study& study) {
  if (const auto manifest = values.find("test.manifest"); manifest != values.end())
    throw Error(Exit::kBadConfig, manifest->second.where, "test.manifest", "test.corpus",
                "describe it under [corpora.NAME]");
  study.test_corpora = resolve_corpora(values, "test.", study.corpora);
  Settings settings = settings_of(study.test);
  settings.texts("test.manifest", study.test.manifests);
  settings.take_out(values);
  if (study.test.num_fitted > 0 && study.test.scoring != Scoring::kMaps)
    throw Error(Exit::kBadConfig, study.file, "test.fit_songs without maps",
                "test.scores = \"maps\"");
  if (study.test.num_fitted > 0 && study.test.split == JudgedSplit::kAll)
    throw Error(Exit::kBadConfig, study.file, "test.fit_songs beside test.split = \"all\"",
                "split test: a scale fitted on the songs it is judged on says too much");
  refuse_what_is_left(take_section(values, "test."), "test.",
                      {"corpus", "fit_songs", "kinds", "num_songs", "scores", "split"});
}

std::vector<StudyFigure> take_figures(GivenValues& values) {
  GivenValues sections = take_section(values, "figures.");
  std::vector<StudyFigure> figures;
  while (!sections.empty()) {
    auto [name, where, one] = take_first(sections);
    StudyFigure figure{name, "", ""};
    Settings settings;
    settings.text("file", figure.file);
    settings.text("make", figure.make);
    settings.take_out(one);
    if (figure.file.empty() || figure.make.empty())
      throw Error(Exit::kBadConfig, where, "figures." + name + " without file or make",
                  "the file it becomes, and the verb and flags that draw it");
    if (!leads_below(figure.file))
      throw Error(Exit::kBadConfig, where,
                  "figures." + name + ".file is \"" + figure.file.substr(0, 80) + "\"",
                  "a path below that of -o");
    refuse_what_is_left(one, "figures." + name + ".", {"file", "make"});
    figures.push_back(figure);
  }
  return figures;
}

// Of the file and, under them, of the one that it includes.
GivenValues read_with_included(const fs::path& file) {
  GivenValues values = read_toml(file);
  fs::path included;
  Settings settings;
  settings.path("include", included);
  settings.take_out(values);
  if (!included.empty()) values.merge(read_toml(included));
  return values;
}

std::vector<std::uint64_t> seeds_from(std::uint64_t first, std::int64_t num_seeds) {
  constexpr std::uint64_t kLast = std::numeric_limits<std::int64_t>::max();
  if (first > kLast || static_cast<std::uint64_t>(num_seeds) - 1 > kLast - first)
    throw Error(Exit::kUsage, "--seed", fmt::format("{} seeds from {} on", num_seeds, first),
                fmt::format("{} at most", kLast));
  std::vector<std::uint64_t> seeds(static_cast<std::size_t>(num_seeds));
  std::iota(seeds.begin(), seeds.end(), first);
  return seeds;
}

// None for a row that is no round's.
std::optional<ImprovementRound> round_of(const StudyRow& row) {
  for (const ImprovementRound& round : improvement_rounds())
    if (round.name == row.round) return round;
  return {};
}

}  // namespace

bool StudyRow::learns_from_targets() const {
  const auto of_self_improvement = round_of(*this);
  return of_self_improvement && of_self_improvement->targets;
}

Study read_study(const fs::path& file, const StudyDemand& demand) {
  return study_of(read_with_included(file), file, demand);
}

Study study_of(GivenValues values, const fs::path& file, const StudyDemand& demand) {
  for (auto& [key, given] : take_section(values, "smoke.")) {
    if (!demand.is_smoke) continue;
    given.folder = demand.work;
    values[key] = given;
  }
  for (const std::string& assignment : demand.overrides) override_setting(assignment, values);
  Study study;
  study.file = file.string();
  study.corpora = take_corpora(values);
  study.source = take_source(values, study.corpora);
  if (!demand.source.empty()) study.source.model = demand.source;
  take_test(values, study);
  study.figures = take_figures(values);
  GivenValues table = take_section(values, "table.");
  const std::string where = table.empty() ? study.file : table.begin()->second.where;
  study.title = file.stem().string();
  std::vector<std::string> columns;
  std::int64_t num_seeds = 1;
  Settings settings;
  settings.text("title", study.title);
  settings.integer("seeds", num_seeds, 1, 1000);
  settings.texts("columns", columns);
  settings.take_out(table);
  if (demand.is_smoke) study.title += " (a trial of small size: its numbers say nothing)";
  study.seeds = seeds_from(demand.first_seed, demand.num_seeds > 0 ? demand.num_seeds : num_seeds);
  study.columns = columns_of(columns);
  study.rows = take_rows(table, values);
  refuse_what_is_left(table, "table.", {"title", "seeds", "columns", "rows"});
  if (!demand.source.empty()) require_source_taken(study);
  if (study.rows.empty() && study.columns.empty() && !study.figures.empty()) return study;
  if (study.rows.empty() || study.columns.empty()) {
    throw Error(Exit::kBadConfig, where, study.rows.empty() ? "no table.rows" : "no table.columns",
                "one or more", "an experiment is for `cantus train`, `transfer` or `self-improve`");
  }
  for (StudyRow& row : study.rows)
    row.corpora = resolve_corpora(row.settings, "data.", study.corpora);
  check_rows(study);
  check_columns(study, where);
  return study;
}

Experiment experiment_of(const Study& study, const StudyRow& row, std::uint64_t seed) {
  GivenValues values = row.settings;
  override_setting(fmt::format("experiment.seed={}", seed), values);
  Experiment experiment = experiment_of(values, study.file);
  experiment.transferred = layers_of(row.way.layers);
  experiment.transfer_mode = row.way.mode;
  if (!row.round.empty()) experiment.labels = LabelsOf::kSongs;
  return experiment;
}

Experiment experiment_of_network(const Study& study, const StudyRow& row, std::uint64_t seed) {
  if (!row.way.is_from_scratch() && fs::exists(study.source.model))
    return experiment_of(study, row, seed, study.source.model);
  const Experiment experiment = experiment_of(study, row, seed);
  const auto round = round_of(row);
  return round ? experiment_of(*round, experiment) : experiment;
}

Experiment experiment_of(const Study& study, const StudyRow& row, std::uint64_t seed,
                         const fs::path& source) {
  GivenValues values = row.settings;
  override_setting(fmt::format("experiment.seed={}", seed), values);
  for (const std::string& setting : row.way.settings(source)) override_setting(setting, values);
  return experiment_of(values, study.file);
}

}  // namespace cantus
