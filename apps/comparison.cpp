#include "apps/comparison.h"

namespace cantus {
namespace {

// The frames of all recordings, each as often as it was drawn.
FrameCounts pooled(const std::vector<FrameCounts>& counts, const std::vector<std::int64_t>& times) {
  FrameCounts sum;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    sum.true_positive += times[i] * counts[i].true_positive;
    sum.false_positive += times[i] * counts[i].false_positive;
    sum.true_negative += times[i] * counts[i].true_negative;
    sum.false_negative += times[i] * counts[i].false_negative;
  }
  return sum;
}

template <typename Figure>
BoundedFigure bounded(std::size_t num_recordings, const BootstrapOptions& options,
                      const Figure& figure) {
  return {figure(std::vector<std::int64_t>(num_recordings, 1)),
          bootstrap(static_cast<std::int64_t>(num_recordings), options, figure)};
}

std::optional<double> difference(const std::optional<double>& a, const std::optional<double>& b) {
  if (!a || !b) return {};
  return *b - *a;
}

}  // namespace

std::optional<double> figure_of(const FrameCounts& counts, const std::string& name) {
  if (name == "precision") return counts.precision();
  if (name == "recall") return counts.recall();
  if (name == "f") return counts.f_measure();
  if (name == "specificity") return counts.specificity();
  return counts.accuracy();
}

BoundedFigure bounded_figure(const ScoredRecordings& scored, const std::string& name,
                             const BootstrapOptions& options) {
  return bounded(scored.counts.size(), options, [&](const std::vector<std::int64_t>& times) {
    return figure_of(pooled(scored.counts, times), name);
  });
}

BoundedFigure bounded_difference(const ScoredRecordings& a, const ScoredRecordings& b,
                                 const std::string& name, const BootstrapOptions& options) {
  return bounded(a.counts.size(), options, [&](const std::vector<std::int64_t>& times) {
    return difference(figure_of(pooled(a.counts, times), name),
                      figure_of(pooled(b.counts, times), name));
  });
}

PairedTest paired_test(const ScoredRecordings& a, const ScoredRecordings& b,
                       const std::string& name) {
  PairedTest paired;
  paired.figure = name;
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.counts.size(); ++i) {
    const auto d = difference(figure_of(a.counts[i], name), figure_of(b.counts[i], name));
    if (!d) continue;
    differences.push_back(*d);
    ++(*d > 0 ? paired.num_better : *d < 0 ? paired.num_worse : paired.num_equal);
  }
  paired.test = signed_rank_test(differences);
  return paired;
}

}  // namespace cantus
