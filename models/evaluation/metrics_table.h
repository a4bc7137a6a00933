#pragma once

#include <optional>

#include "models/evaluation/metrics.h"

namespace cantus {

// The members of FrameCounts, in the order of a file's columns.
struct Count {
  const char* name;
  std::int64_t FrameCounts::*of;
};

inline constexpr Count kCounts[] = {
    {"true_positive", &FrameCounts::true_positive},
    {"false_positive", &FrameCounts::false_positive},
    {"true_negative", &FrameCounts::true_negative},
    {"false_negative", &FrameCounts::false_negative},
};

// A metric of a detector on some frames: of its decisions or, for AUROC, of its scores.
struct Metric {
  const char* name;
  const char* title;                                        // above a column
  std::optional<double> (FrameCounts::*of_counts)() const;  // null: AUROC
  // On a song without voice one false alarm makes it 0: such songs are left out of means.
  bool needs_voice = false;

  std::optional<double> of(const FrameCounts& counts, const std::optional<double>& auroc) const {
    return of_counts ? (counts.*of_counts)() : auroc;
  }
};

inline constexpr Metric kMetrics[] = {
    {"precision", "P", &FrameCounts::precision, /*needs_voice=*/true},
    {"recall", "R", &FrameCounts::recall},
    {"f", "F", &FrameCounts::f_measure, /*needs_voice=*/true},
    {"specificity", "spec.", &FrameCounts::specificity},
    {"accuracy", "acc.", &FrameCounts::accuracy},
    {"auroc", "AUROC", nullptr},
};

}  // namespace cantus
