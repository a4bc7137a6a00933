#include "apps/study/study.h"

#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "apps/experiment/given_values.h"
#include "apps/study/study_checks.h"
#include "apps/study/study_settings.h"
#include "data/files/path_below.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

using Corpora = std::map<std::string, StudyCorpus>;

// Where the first value whose key opens with `prefix` was given; `file` if there is none.
std::string where_of(const GivenValues& values, const std::string& prefix,
                     const std::string& file) {
  const auto first = values.lower_bound(prefix);
  return first == values.end() || !first->first.starts_with(prefix) ? file : first->second.where;
}

// The NAMEs of sections [corpora.NAME] or [figures.NAME], and where each has its first value. A key
// without a section, `corpora.a = 1`, counts as a section without values.
std::map<std::string, std::string> named_sections(const GivenValues& values,
                                                  const std::string& prefix) {
  std::map<std::string, std::string> sections;
  for (const auto& [key, given] : values)
    if (key.starts_with(prefix))
      sections.emplace(key.substr(prefix.size(), key.find('.', prefix.size()) - prefix.size()),
                       given.where);
  return sections;
}

Corpora take_corpora(GivenValues& values) {
  Corpora corpora;
  for (const auto& [name, where] : named_sections(values, "corpora.")) {
    const std::string section = fmt::format("corpora.{}.", name);
    StudyCorpus& corpus = corpora[name];
    Settings settings;
    settings.path(section + "root", corpus.root);
    settings.text(section + "manifest", corpus.manifest);
    settings.text(section + "make", corpus.make);
    settings.take_whole(section, values);
    if (corpus.root.empty())
      throw Error(Exit::kBadConfig, where, "corpora." + name + " without root", "its folder");
  }
  return corpora;
}

// The manifests of the corpora that a setting names, which was given at `where`.
std::vector<std::string> manifests_of(const std::vector<std::string>& names, const Corpora& corpora,
                                      const std::string& setting, const std::string& where) {
  std::vector<std::string> paths;
  for (const std::string& name : names) {
    const auto found = corpora.find(name);
    if (found == corpora.end()) {
      std::vector<std::string> known;
      for (const auto& [other, corpus] : corpora) known.push_back(other);
      throw Error(Exit::kBadConfig, where, setting + " is \"" + name + "\"", join(known),
                  "describe it under [corpora." + name + "]");
    }
    paths.push_back(found->second.path().lexically_normal().string());
  }
  return paths;
}

// Replaces data.corpus, names of corpora, by data.manifest. Returns the names.
std::vector<std::string> resolve_corpora(GivenValues& values, const Corpora& corpora) {
  const auto given = values.find("data.corpus");
  if (given == values.end()) return {};
  const std::string where = given->second.where;
  std::vector<std::string> names;
  Settings settings;
  settings.texts("data.corpus", names);
  settings.take_out(values);
  if (names.empty()) return {};
  if (values.contains("data.manifest")) {
    throw Error(Exit::kBadConfig, where, "data.corpus beside data.manifest", "one of them",
                "data.corpus = [] takes back what was included");
  }
  values["data.manifest"] = {manifests_of(names, corpora, "data.corpus", where), where, ""};
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
  source.corpora = resolve_corpora(source.settings, corpora);
  return source;
}

void take_test(GivenValues& values, Study& study) {
  if (const auto manifest = values.find("test.manifest"); manifest != values.end())
    throw Error(Exit::kBadConfig, manifest->second.where, "test.manifest", "test.corpus",
                "describe it under [corpora.NAME]");
  const std::string where = where_of(values, "test.corpus", study.file);
  Settings settings = test_settings(study.test);
  settings.texts("test.corpus", study.test_corpora);
  settings.take_whole("test.", values);
  study.test.manifests = manifests_of(study.test_corpora, study.corpora, "test.corpus", where);
  if (study.test.num_fitted > 0 && study.test.scoring != Scoring::kMaps)
    throw Error(Exit::kBadConfig, study.file, "test.fit_songs without maps",
                "test.scores = \"maps\"");
  if (study.test.num_fitted > 0 && study.test.split == JudgedSplit::kAll)
    throw Error(Exit::kBadConfig, study.file, "test.fit_songs beside test.split = \"all\"",
                "split test: a scale fitted on the songs it is judged on says too much");
}

std::vector<StudyFigure> take_figures(GivenValues& values) {
  std::vector<StudyFigure> figures;
  for (const auto& [name, where] : named_sections(values, "figures.")) {
    const std::string section = fmt::format("figures.{}.", name);
    StudyFigure figure{name, "", ""};
    Settings settings;
    settings.text(section + "file", figure.file);
    settings.text(section + "make", figure.make);
    settings.take_whole(section, values);
    if (figure.file.empty() || figure.make.empty())
      throw Error(Exit::kBadConfig, where, "figures." + name + " without file or make",
                  "the file it becomes, and the verb and flags that draw it");
    if (!leads_below(figure.file))
      throw Error(Exit::kBadConfig, where,
                  "figures." + name + ".file is \"" + figure.file.substr(0, 80) + "\"",
                  "a path below that of -o");
    figures.push_back(figure);
  }
  return figures;
}

// The values of the file, and of the file that it includes where it does not override them.
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

}  // namespace

Study read_study(const fs::path& file, const StudyDemand& demand) {
  return study_from(read_with_included(file), file, demand);
}

Study study_from(GivenValues values, const fs::path& file, const StudyDemand& demand) {
  GivenValues smoke = take_section(values, "smoke.");
  if (demand.is_smoke && smoke.empty())
    throw Error(Exit::kUsage, "--smoke", file.string() + " has no [smoke]",
                "one that says how small", "write it, or leave --smoke out");
  for (auto& [key, given] : smoke) {
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
  const std::string where = where_of(values, "table.", study.file);
  study.title = file.stem().string();
  std::vector<std::string> columns;
  std::int64_t num_seeds = 1;
  Settings settings;
  settings.text("table.title", study.title);
  settings.integer("table.seeds", num_seeds, 1, 1000);
  settings.texts("table.columns", columns);
  settings.tables("table.rows");
  const std::vector<GivenValues> rows = take_tables(values, "table.rows");
  settings.take_whole("table.", values);
  if (demand.is_smoke) study.title += " (a smoke run: its numbers say nothing)";
  study.seeds = seeds_from(demand.first_seed, demand.num_seeds > 0 ? demand.num_seeds : num_seeds);
  study.columns = columns_of(columns);
  study.rows = rows_of(rows, values);
  if (!demand.source.empty()) require_source_taken(study);
  if (study.rows.empty() && study.columns.empty() && !study.figures.empty()) return study;
  if (study.rows.empty())
    throw Error(Exit::kBadConfig, where, "no table.rows", "a study: the networks of a table",
                "a file of one network is for `cantus train`, `transfer` or `self-improve`");
  if (study.columns.empty())
    throw Error(Exit::kBadConfig, where, "no table.columns", "one or more");
  for (StudyRow& row : study.rows) row.corpora = resolve_corpora(row.settings, study.corpora);
  check_rows(study);
  check_columns(study, where);
  return study;
}

}  // namespace cantus
