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

// Names threshold and median too: detectors that differ in these may differ in their scores.
std::string name_of(const ScoredRecordings& scored) {
  std::string name = fmt::format("{}, {}", scored.file, scored.detector);
  if (!scored.median_frames) return name;
  return name + fmt::format(", above {:.4g} of {}", scored.threshold,
                            *scored.median_frames > 1
                                ? fmt::format("the median of {}", *scored.median_frames)
                                : "the curve");
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

// The comparison of two evaluations, or one alone.
struct Comparison {
  std::vector<ScoredRecordings> scored;
  std::vector<Row> rows;             // of each evaluation and of their difference
  std::optional<PairedTest> paired;  // if there are two
};

std::string to_text(const Comparison& comparison) {
  std::string text =
      fmt::format("{}. All frames together, with 95 % bounds over recordings drawn anew:\n\n|  |",
                  counted(comparison.scored[0].scores.size(), "recording"));
  std::string rule = "|---|";
  for (const Metric& metric : kMetrics) {
    text += fmt::format(" {}{} |", metric.name, metric.of_counts ? "" : ", mean of songs");
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (const Row& row : comparison.rows) {
    text += fmt::format("| {} |", row.name);
    for (const BoundedMetric& metric : row.metrics) text += fmt::format(" {} |", cell(metric));
    text += '\n';
  }
  if (!comparison.paired) return text;
  const PairedTest& paired = *comparison.paired;
  return text + fmt::format(
                    "\nRecording by recording, {}: the second is better in {}, worse in {}, equal "
                    "in {}; Wilcoxon's signed-rank test, two-sided, {}: p = {:.4g}\n",
                    paired.metric, paired.num_better, paired.num_worse, paired.num_equal,
                    way_of(paired.test), paired.test.p);
}

std::string to_json(const Comparison& comparison, const BootstrapOptions& draws) {
  Json json = begin_document("cantus.compare/1");
  json["recordings"] = comparison.scored[0].scores.size();
  json["resamples"] = draws.num_resamples;
  json["seed"] = draws.seed;
  json["detectors"] = Json::array();
  for (std::size_t i = 0; i < comparison.scored.size(); ++i) {
    const ScoredRecordings& one = comparison.scored[i];
    json["detectors"].push_back({{"file", one.file},
                                 {"detector", one.detector},
                                 {"threshold", one.threshold},
                                 {"median_frames", or_null(one.median_frames)}});
    json["detectors"].back().update(json_of(comparison.rows[i]));
  }
  if (comparison.paired) {
    json["second_less_first"] = json_of(comparison.rows.back());
    json["paired_test"] = json_of(*comparison.paired);
  }
  return json_text(json);
}

void check(const CompareOptions& options, const CommonOptions& common) {
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
}

// The selected detectors; the last file or name also goes with further names or files.
std::vector<ScoredRecordings> read_scored(const CompareOptions& options) {
  const auto nth = [](const auto& given, std::size_t i) {
    return given[std::min(i, given.size() - 1)];
  };
  std::vector<ScoredRecordings> scored;
  for (std::size_t i = 0; i < std::max(options.files.size(), options.detectors.size()); ++i)
    scored.push_back(read_evaluation(nth(options.files, i),
                                     options.detectors.empty() ? "" : nth(options.detectors, i)));
  return scored;
}

PairedTest test_of(const std::vector<ScoredRecordings>& scored, const std::string& name) {
  const auto paired =
      paired_test(scored[0], scored[1], *std::ranges::find(kMetrics, name, &Metric::name));
  if (paired.num_better + paired.num_worse + paired.num_equal == 0)
    throw Error(Exit::kBadData, scored[1].file, "no recording has a metric " + name,
                "one that both evaluations have", "choose another --metric");
  return paired;
}

Exit compare(const CompareOptions& options, const CommonOptions& common) {
  check(options, common);
  constexpr std::size_t kFew = 6;  // with fewer the signed-rank test has no p below 0.05
  const BootstrapOptions draws{options.num_resamples, common.seed};
  Comparison comparison{read_scored(options), {}, {}};
  const auto& scored = comparison.scored;
  if (scored[0].scores.size() < kFew)
    log_warning(counted(scored[0].scores.size(), "recording") +
                ": too few for meaningful bounds or a test");
  for (const ScoredRecordings& one : scored)
    comparison.rows.push_back(row_of(
        name_of(one), [&](const Metric& metric) { return bounded_metric(one, metric, draws); }));
  if (scored.size() == 2) {
    require_same_recordings(scored[0], scored[1]);
    comparison.rows.push_back(row_of("second less first", [&](const Metric& metric) {
      return bounded_difference(scored[0], scored[1], metric, draws);
    }));
    comparison.paired = test_of(scored, options.metric);
  }
  print_lines(common.json ? to_json(comparison, draws) : to_text(comparison));
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<CompareOptions>();
  flags.positional("SCORES.json...", options->files, "one or two outputs of `evaluate --json`");
  flags.repeated("--detector", options->detectors, "NAME",
                 "detector in the files [the first]; twice: two of one file, or one of each");
  flags.choice("--metric", options->metric, {"accuracy", "f", "auroc"},
               "per recording, for the test");
  flags.integer("--resamples", options->num_resamples, std::int64_t{100}, std::int64_t{1000000},
                "bootstrap resamples");
  return [options](const CommonOptions& common) { return compare(*options, common); };
}

}  // namespace

const Verb kCompareVerb = {"compare", "bound scores, and test whether one model is better",
                           "  cantus compare a.json\n"
                           "  cantus compare a.json b.json --metric f\n",
                           declare, VerbDevices::kCpu};

}  // namespace cantus
