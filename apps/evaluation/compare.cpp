#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/evaluation/comparison.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/verb.h"
#include "data/files/json_text.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

struct CompareOptions {
  std::vector<std::filesystem::path> files;
  std::vector<std::string> detectors;
  std::string figure = "accuracy";
  std::int64_t num_resamples = 2000;
};

struct Row {
  std::string name;
  std::vector<BoundedFigure> figures;  // in the order of kFigures
};

template <typename Of>
Row row_of(const std::string& name, const Of& of) {
  Row row{name, {}};
  for (const Figure& figure : kFigures) row.figures.push_back(of(figure));
  return row;
}

std::string cell(const BoundedFigure& figure) {
  if (!figure.value) return "-";
  if (!figure.bounds) return fmt::format("{:.4f}", *figure.value);
  return fmt::format("{:.4f} [{:.4f}, {:.4f}]", *figure.value, figure.bounds->low,
                     figure.bounds->high);
}

Json json_of(const Row& row) {
  Json json;
  for (std::size_t i = 0; i < row.figures.size(); ++i) {
    const BoundedFigure& figure = row.figures[i];
    Json& one = json[kFigures[i].name];
    one["value"] = figure.value ? Json(*figure.value) : Json(nullptr);
    one["low"] = figure.bounds ? Json(figure.bounds->low) : Json(nullptr);
    one["high"] = figure.bounds ? Json(figure.bounds->high) : Json(nullptr);
  }
  return json;
}

const char* way_of(const SignedRank& test) {
  return test.num_pairs > kMostExactPairs ? "by the normal approximation" : "exact";
}

Json json_of(const PairedTest& paired) {
  return {{"test", fmt::format("Wilcoxon signed-rank, two-sided, {}", way_of(paired.test))},
          {"figure", paired.figure},
          {"better", paired.num_better},
          {"worse", paired.num_worse},
          {"equal", paired.num_equal},
          {"rank_sum_better", paired.test.positive},
          {"rank_sum_worse", paired.test.negative},
          {"p", paired.test.p}};
}

std::string to_text(std::size_t num_recordings, const std::vector<Row>& rows,
                    const std::optional<PairedTest>& paired) {
  std::string text = fmt::format(
      "{}. All frames together (auroc: the songs' mean), with 95 % bounds over "
      "recordings drawn anew:\n\n|  |",
      counted(num_recordings, "recording"));
  for (const Figure& figure : kFigures) text += fmt::format(" {} |", figure.name);
  text += "\n|---|---|---|---|---|---|---|\n";
  for (const Row& row : rows) {
    text += fmt::format("| {} |", row.name);
    for (const BoundedFigure& figure : row.figures) text += fmt::format(" {} |", cell(figure));
    text += '\n';
  }
  if (!paired) return text;
  return text + fmt::format(
                    "\nRecording by recording, {}: the second is better in {}, worse in {}, equal "
                    "in {}; Wilcoxon's signed-rank test, two-sided, {}: p = {:.4g}\n",
                    paired->figure, paired->num_better, paired->num_worse, paired->num_equal,
                    way_of(paired->test), paired->test.p);
}

Exit compare(const CompareOptions& options, const CommonOptions& common) {
  if (options.files.empty() || options.files.size() > 2) {
    throw Error(Exit::kUsage, "", fmt::format("{} files given", options.files.size()),
                "one or two that `cantus evaluate --json` printed");
  }
  if (options.detectors.size() > 2) {
    throw Error(Exit::kUsage, "--detector", fmt::format("{} given", options.detectors.size()),
                "one, or one of the first file and one of the second");
  }
  if (common.is_given("--figure") && options.files.size() < 2 && options.detectors.size() < 2)
    throw Error(Exit::kUsage, "--figure", "given with one detector", "two, that it compares");
  constexpr std::size_t kFew = 6;  // the signed-rank test of fewer has no p below 0.05
  const BootstrapOptions draws{options.num_resamples, common.seed};
  std::vector<ScoredRecordings> scored;
  for (std::size_t i = 0; i < std::max(options.files.size(), options.detectors.size()); ++i)
    scored.push_back(read_scored_recordings(
        options.files[std::min(i, options.files.size() - 1)],
        options.detectors.empty() ? ""
                                  : options.detectors[std::min(i, options.detectors.size() - 1)]));
  if (scored[0].scores.size() < kFew)
    log_warning(counted(scored[0].scores.size(), "recording") +
                ": too few for bounds, or a test, that say anything");
  std::vector<Row> rows;
  Json json = begin_document("cantus.compare/1");
  json["recordings"] = scored[0].scores.size();
  json["resamples"] = draws.num_resamples;
  json["seed"] = draws.seed;
  json["detectors"] = Json::array();
  for (const ScoredRecordings& one : scored) {
    rows.push_back(row_of(one.file + ", " + one.detector, [&](const Figure& figure) {
      return bounded_figure(one, figure, draws);
    }));
    json["detectors"].push_back({{"file", one.file}, {"detector", one.detector}});
    json["detectors"].back().update(json_of(rows.back()));
  }
  std::optional<PairedTest> paired;
  if (scored.size() == 2) {
    require_same_recordings(scored[0], scored[1]);
    rows.push_back(row_of("second less first", [&](const Figure& figure) {
      return bounded_difference(scored[0], scored[1], figure, draws);
    }));
    const auto* figure = std::ranges::find(kFigures, options.figure, &Figure::name);
    paired = paired_test(scored[0], scored[1], *figure);
    if (paired->num_better + paired->num_worse + paired->num_equal == 0)
      throw Error(Exit::kBadData, scored[1].file, "no recording has a figure " + options.figure,
                  "one that both evaluations have", "choose another --figure");
    json["second_less_first"] = json_of(rows.back());
    json["paired_test"] = json_of(*paired);
  }
  const std::string text =
      common.json ? json_text(json) : to_text(scored[0].scores.size(), rows, paired);
  print_lines(text);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<CompareOptions>();
  flags.positional("SCORES.json...", options->files, "one or two that `evaluate --json` printed");
  flags.repeated("--detector", options->detectors, "NAME",
                 "of those in the files [the first]; twice: two of one file, or one of each");
  flags.choice("--figure", options->figure, {"accuracy", "f", "auroc"},
               "of each recording, for the test");
  flags.integer("--resamples", options->num_resamples, std::int64_t{100}, std::int64_t{1000000},
                "draws of the recordings for the bounds");
  return [options](const CommonOptions& common) { return compare(*options, common); };
}

}  // namespace

const Verb kCompareVerb = {"compare",
                           "say how sure scores are, and whether one model is better than another",
                           "  cantus compare a.json\n"
                           "  cantus compare a.json b.json --figure f\n",
                           declare, VerbDevices::kCpu};

}  // namespace cantus
