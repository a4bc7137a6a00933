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
  std::string metric = "accuracy";
  std::int64_t num_resamples = 2000;
};

struct Row {
  std::string name;
  std::vector<BoundedMetric> metrics;  // in the order of kMetrics
};

template <typename Of>
Row row_of(const std::string& name, const Of& of) {
  Row row{name, {}};
  for (const Metric& metric : kMetrics) row.metrics.push_back(of(metric));
  return row;
}

std::string cell(const BoundedMetric& metric) {
  if (!metric.value) return "-";
  if (!metric.bounds) return fmt::format("{:.4f}", *metric.value);
  return fmt::format("{:.4f} [{:.4f}, {:.4f}]", *metric.value, metric.bounds->low,
                     metric.bounds->high);
}

Json json_of(const BoundedMetric& metric) {
  Json json{{"value", or_null(metric.value)}, {"low", nullptr}, {"high", nullptr}};
  if (metric.bounds) {
    json["low"] = metric.bounds->low;
    json["high"] = metric.bounds->high;
  }
  return json;
}

Json json_of(const Row& row) {
  Json json;
  for (std::size_t i = 0; i < row.metrics.size(); ++i)
    json[kMetrics[i].name] = json_of(row.metrics[i]);
  return json;
}

const char* way_of(const SignedRank& test) {
  return test.num_pairs > kMostExactPairs ? "by the normal approximation" : "exact";
}

Json json_of(const PairedTest& paired) {
  return {{"test", fmt::format("Wilcoxon signed-rank, two-sided, {}", way_of(paired.test))},
          {"metric", paired.metric},
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
  for (const Metric& metric : kMetrics) text += fmt::format(" {} |", metric.name);
  text += "\n|---|---|---|---|---|---|---|\n";
  for (const Row& row : rows) {
    text += fmt::format("| {} |", row.name);
    for (const BoundedMetric& metric : row.metrics) text += fmt::format(" {} |", cell(metric));
    text += '\n';
  }
  if (!paired) return text;
  return text + fmt::format(
                    "\nRecording by recording, {}: the second is better in {}, worse in {}, equal "
                    "in {}; Wilcoxon's signed-rank test, two-sided, {}: p = {:.4g}\n",
                    paired->metric, paired->num_better, paired->num_worse, paired->num_equal,
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
  if (common.is_given("--metric") && options.files.size() < 2 && options.detectors.size() < 2)
    throw Error(Exit::kUsage, "--metric", "given with one detector", "two, that it compares");
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
    rows.push_back(row_of(one.file + ", " + one.detector, [&](const Metric& metric) {
      return bounded_metric(one, metric, draws);
    }));
    json["detectors"].push_back({{"file", one.file}, {"detector", one.detector}});
    json["detectors"].back().update(json_of(rows.back()));
  }
  std::optional<PairedTest> paired;
  if (scored.size() == 2) {
    require_same_recordings(scored[0], scored[1]);
    rows.push_back(row_of("second less first", [&](const Metric& metric) {
      return bounded_difference(scored[0], scored[1], metric, draws);
    }));
    const auto* metric = std::ranges::find(kMetrics, options.metric, &Metric::name);
    paired = paired_test(scored[0], scored[1], *metric);
    if (paired->num_better + paired->num_worse + paired->num_equal == 0)
      throw Error(Exit::kBadData, scored[1].file, "no recording has a metric " + options.metric,
                  "one that both evaluations have", "choose another --metric");
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
  flags.choice("--metric", options->metric, {"accuracy", "f", "auroc"},
               "of each recording, for the test");
  flags.integer("--resamples", options->num_resamples, std::int64_t{100}, std::int64_t{1000000},
                "draws of the recordings for the bounds");
  return [options](const CommonOptions& common) { return compare(*options, common); };
}

}  // namespace

const Verb kCompareVerb = {"compare",
                           "say how sure scores are, and whether one model is better than another",
                           "  cantus compare a.json\n"
                           "  cantus compare a.json b.json --metric f\n",
                           declare, VerbDevices::kCpu};

}  // namespace cantus
