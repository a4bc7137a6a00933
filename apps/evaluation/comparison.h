#pragma once

#include <optional>
#include <string>

#include "apps/evaluation/read_evaluation.h"
#include "models/evaluation/bootstrap.h"
#include "models/evaluation/metrics_table.h"
#include "models/evaluation/signed_rank.h"

namespace cantus {

// A metric over pooled frames, or the songs' mean AUROC, with its bootstrap bounds over recordings.
struct BoundedMetric {
  std::optional<double> value;
  std::optional<Bounds> bounds;
};

BoundedMetric bounded_metric(const ScoredRecordings& scored, const Metric& metric,
                             const BootstrapOptions& options);
// The metric of b less that of a, over the same draws. Requires the same recordings.
BoundedMetric bounded_difference(const ScoredRecordings& a, const ScoredRecordings& b,
                                 const Metric& metric, const BootstrapOptions& options);

// b less a, for every recording where both have the metric; at least one must.
struct PairedTest {
  std::string metric;
  std::int64_t num_better = 0;
  std::int64_t num_worse = 0;
  std::int64_t num_equal = 0;
  SignedRank test;
};
PairedTest paired_test(const ScoredRecordings& a, const ScoredRecordings& b, const Metric& metric);

}  // namespace cantus
