#include "apps/evaluation/comparison.h"

namespace cantus {
namespace {

// The sum over all recordings, each as often as it was drawn.
SongScores pooled(const std::vector<SongScores>& scores, const std::vector<std::int64_t>& times) {
  SongScores sum;
  for (std::size_t i = 0; i < scores.size(); ++i) sum.add(scores[i], times[i]);
  return sum;
}

template <typename Of>
BoundedMetric bounded(std::size_t num_recordings, const BootstrapOptions& options, const Of& of) {
  return {of(std::vector<std::int64_t>(num_recordings, 1)),
          bootstrap(static_cast<std::int64_t>(num_recordings), options, of)};
}

std::optional<double> difference(const std::optional<double>& a, const std::optional<double>& b) {
  if (!a || !b) return {};
  return *b - *a;
}

std::optional<double> metric_of(const SongScores& scores, const Metric& metric) {
  std::optional<double> auroc;
  if (scores.num_aurocs > 0) auroc = scores.auroc_sum / static_cast<double>(scores.num_aurocs);
  return metric.of(scores.counts, auroc);
}

}  // namespace

BoundedMetric bounded_metric(const ScoredRecordings& scored, const Metric& metric,
                             const BootstrapOptions& options) {
  return bounded(scored.scores.size(), options, [&](const std::vector<std::int64_t>& times) {
    return metric_of(pooled(scored.scores, times), metric);
  });
}

BoundedMetric bounded_difference(const ScoredRecordings& a, const ScoredRecordings& b,
                                 const Metric& metric, const BootstrapOptions& options) {
  return bounded(a.scores.size(), options, [&](const std::vector<std::int64_t>& times) {
    return difference(metric_of(pooled(a.scores, times), metric),
                      metric_of(pooled(b.scores, times), metric));
  });
}

PairedTest paired_test(const ScoredRecordings& a, const ScoredRecordings& b, const Metric& metric) {
  PairedTest paired;
  paired.metric = metric.name;
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.scores.size(); ++i) {
    const auto d = difference(metric_of(a.scores[i], metric), metric_of(b.scores[i], metric));
    if (!d) continue;
    differences.push_back(*d);
    ++(*d > kEqualDifference    ? paired.num_better
       : *d < -kEqualDifference ? paired.num_worse
                                : paired.num_equal);
  }
  paired.test = signed_rank_test(differences);
  return paired;
}

}  // namespace cantus
